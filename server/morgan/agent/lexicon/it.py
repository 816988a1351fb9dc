"""Italian: as far as it is written down."""

from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:accend|spegn|speng|apr|chiud|mett|alz|abbass|attiv|disattiv|blocc|sblocc|avvi|ferm|riprodu|tocc|"
    r"impost|regol|cambi|aument|diminu|silenz)\w*",
    joints="e ed poi",
    but="ma pero",
    excepting=r"(?:tranne|eccetto|salvo|(?:ma|pero) non(?= (?:il|la|le|gli|lo|i|l|in|nel\w*|quell\w))|a parte|"
    r"ad eccezione d\w*|esclus[oaie]|fuorche|meno(?= (?:il|la|le|gli|lo|i|l) ))",
    nothing_of=r"^non(?= (?:il|la|le|gli|lo|i|l|in|nel\w*) )",
    forbidding="(?:non|mai)(?: (?:mi|lo|la|li|le|ci|si|voglio|che|devi|deve|bisogna|serve|c|e|bisogno|di|dovresti|piu|"
    "mai))* {order}",
    keeping=r"lasci\w*(?: \w+){0,6}? (?:acces|spent|apert|chius|stare|cosi|com)\w*|"
    r"(?:rest|riman)\w+ (?:acces|spent|apert|chius)\w*",
    polite="perche non|non dimenticar",
    later="(?:alle|all|dalle|verso le|prima delle|dopo le|entro le|fino alle) {n}(?! ?(?:%|percento|per cento))|"
    "a (?:mezzogiorno|mezzanotte)|"
    "(?:tra|fra|per) (?:circa )?(?:{n}|un|una|mezz|mezza|qualche) ?(?:second[oi]|minut[oi]|or[ae]|giorn[oi]|"
    "settiman[ae])|"
    r"(?:domani|stasera|stanotte|piu tardi|dopo|ogni (?:mattina|sera|giorno|notte|ora|settimana|\w+di)|"
    "tutt[ei] (?:le|i) (?:sere|mattine|giorni|notti)|al (?:tramonto|mattino)|all alba|di (?:sera|notte|"
    "mattina))",
    depending="(?:se|quando|appena|non appena|finche|nel caso|a meno che|mentre|prima (?:che|di)|dopo che)",
    independent="se (?:puoi|possibile|vuoi|e possibile|non ti)",
)
