"""Italian: as far as it is written down."""

from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:accend|spegn|speng|apr|chiud|mett|alz|abbass|attiv|disattiv|blocc|sblocc|avvi|ferm|riprodu|tocc|"
    r"impost|regol|cambi|aument|diminu|silenz)\w*",
    joints="e ed poi",
    but="ma pero",
    excepting=r"(?:tranne|eccetto|salvo|(?:ma|pero) non(?= (?:il|la|le|gli|lo|i|l|in|nel\w*|quell\w))|a parte|"
    r"ad eccezione d\w*|esclus[oaie]|fuorche|meno(?= (?:il|la|le|gli|lo|i|l) ))|solo non|all ?infuori d\w+",
    nothing_of=r"^non(?= (?:il|la|le|gli|lo|i|l|in|quell\w+|quest\w+|nel\w*) )",
    forbidding="(?:non|mai)(?: (?:mi|lo|la|li|le|ci|si|voglio|che|devi|deve|bisogna|serve|c|e|bisogno|di|dovresti|piu|"
    r"mai))* {order}|guai a te|nemmeno per sogno|non (?:azzardarti|provare) a \w+|"
    "non (?:andare|fare|far|provare|ti azzardare|c e bisogno|serve|voglio che)|"
    r"non (?:va|vanno|deve|devono) (?:essere )?\w+|evita di \w+",
    keeping=r"lasci\w*(?: \w+){0,6}? (?:acces|spent|apert|chius|stare|cosi|com)\w*|"
    r"(?:rest|riman)\w+ (?:acces|spent|apert|chius)\w*",
    polite="perche non|non dimenticar",
    later="(?:alle|all|dalle|verso le|prima delle|dopo le|entro le|fino alle) {n}(?! ?(?:%|percento|per cento))|"
    "a (?:mezzogiorno|mezzanotte)|"
    "(?:tra|fra|per) (?:circa )?(?:{n}|un|una|mezz|mezza|qualche) ?(?:second[oi]|minut[oi]|or[ae]|giorn[oi]|"
    "settiman[ae])|"
    r"(?:domani|stasera|stanotte|piu tardi|dopo$|ogni (?:mattina|sera|giorno|notte|ora|settimana|\w+di)|"
    "tutt[ei] (?:le|i) (?:sere|mattine|giorni|notti)|al (?:tramonto|mattino)|all alba|di (?:sera|notte|"
    "mattina))|(?:tra|fra) (?:un|tre) quart[oi] d ?ora|(?:per )?altri {n} minuti|"
    "(?:tra|fra) (?:un attimo|poco)|"
    r"per (?:un|una|qualche|mezz|mezza)\w* ?(?:ora|oretta|minuto|minutino|mezzora|mezz ora|po)|"
    "ogni (?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)|all una|domattina|"
    "(?:il |ogni )?(?:lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)|questa (?:sera|notte)|"
    "(?:tra|fra) un po|durante la notte|(?:tra|fra) {n} min|dopo (?:cena|pranzo|colazione)",
    depending="(?:se|quando|appena|non appena|finche|nel caso|a meno che|mentre|prima (?:che|di)|dopo che)|qualora|"
    "purche|ogni volta che",
    independent="se (?:puoi|possibile|vuoi|e possibile|non ti)|se (?:non ti dispiace|per te va bene|ti va)|"
    "a (?:domani|dopo|presto|stasera|piu tardi)|(?:appena|quando) (?:puoi|vuoi|hai)|"
    "(?:appena|il prima) possibile|(?:volume|luminosita|livello|al massimo) alle {n}",
)

CLAIMS = Claims(
    saying="ok|va bene|certo|d accordo|si|perfetto|bene|subito|nessun problema|ecco",
    done="fatto|ecco fatto|tutto fatto|pronto|accendo|spengo|apro|chiudo|imposto|metto|aggiungo|avvio|blocco|"
    "sblocco|alzo|abbasso",
    deeds=r"ho (?:appena |gia |anche )?(?!capito|potuto|trovato|sentito|visto)\w+(?:ato|ito|uto|so|sto|nto|rto|sso)|"
    r"sto (?:accendendo|spegnendo|aprendo|chiudendo|impostando|mettendo|avviando|\w+ando|\w+endo)|"
    "ti (?:ricordero|avvisero|sveglio|svegliero|ricordo|avviso)|"
    "(?:accendero|spegnero|apriro|chiudero|mettero|impostero)",
    results="(?:e|sono) (?:stato|stata|stati|state|ora|adesso)|(?:ora|adesso) (?:e|sono)|"
    r"(?:viene|vengono|verra) \w+(?:at|it|ut|s)[oaie]|ora|adesso|(?:nella|sulla|alla) (?:tua )?lista|"
    r"in (?:corso|funzione|viaggio|partenza)|(?:si )?(?:sta|stanno) \w+ndo|a \d+ gradi|al \d+|"
    r"\w{3,}(?:at|it|ut)[oaie]$|si (?:chiude|apre|accende|spegne|abbassa|alza)(?:no)?|"
    "ecco (?:a te|la|il|qui)|e (?:muta|muto|partita|partito)",
    be="e|sono|resta|rimane",
    states="(?:acces|spent|apert|chius|bloccat|sbloccat|impostat|attivat|disattivat|aggiunt|abbassat|alzat|avviat|"
    "fermat)[aoei]",
    never="se|quando|che|chi|dove|come|non",
    after="ora|adesso|di nuovo|per te|anche|come richiesto",
    denies=r"non|errore|mi dispiace|impossibile|vuoi|quale|puoi|quando|nessun\w*|mai|niente|nulla|nessuno|posso|"
    "potrei|possiamo|forse|vorrei|dovresti",
    idle="^(?:un|una|uno|per) .*|"
    "(?:se|posso|puo|puoi|potrei|forse|dimmi|ciao|buon(?:giorno|asera|anotte)|grazie|prego|di niente|serve|"
    "servono|servirebbe|bisogna|piacere|aiuta|aiutano|permette)",
)
