"""Portuguese: as far as it is written down."""

from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:lig|deslig|acend|apag|abr|fech|ponh|coloc|aument|diminu|baix|ativ|desativ|tranc|destranc|toqu|mud|"
    r"inici|reproduz|mex)\w*|poe|por|pare|parar|tocar",
    joints="e depois",
    but="mas",
    excepting=r"(?:exceto|salvo|mas nao(?= (?:o|a|os|as|no|na))|tirando|a excecao d\w+|com excecao d\w+|a nao ser|"
    "(?:menos|fora)(?= (?:o|a|os|as) ))|so nao",
    nothing_of="^nao(?= (?:o|a|os|as|no|na) )",
    forbidding="(?:nao|nunca|jamais)(?: (?:me|o|a|os|as|se|quero|que|precisa|deve|e|para|preciso|de|volte))* {order}|"
    r"nem penses em \w+|(?:nunca|nao) deix\w+|nao quero que|de maneira nenhuma|nao (?:vas|va) \w+|"
    r"evita \w+r",
    keeping=r"(?:deix|mant)\w*(?: \w+){0,6}? (?:ligad|desligad|aces|apagad|abert|fechad|como|quiet|em paz)\w*|"
    r"(?:fic|continu)\w+ (?:ligad|desligad|aces|apagad|abert|fechad)\w*",
    polite="por ?que nao|nao (?:se )?esque",
    later="(?:as|a|ate as|depois das|antes das|para as) {n}(?: horas?| h| da| {n})|(?:as) {n}|"
    "ao? (?:meio dia|meia noite|anoitecer|amanhecer|por do sol)|"
    "(?:daqui a|em|dentro de|daqui) (?:{n}|uma?|meia|alguns|umas) (?:segundos?|minutos?|horas?|dias?|"
    "semanas?)|(?:por|durante) (?:{n}|uma?|meia) (?:segundos?|minutos?|horas?)|"
    "(?:amanha|mais tarde|hoje a noite|esta noite|todos os dias|todas as (?:noites|manhas|tardes)|(?:cada|"
    "toda) (?:manha|noite|dia|hora|tarde)|(?:de|pela|a) (?:manha|noite|tarde)|depois$)|"
    "daqui a (?:um quarto|tres quartos) de hora|(?:por )?mais {n} minutos|daqui a (?:nada|pouco|bocado)|"
    "(?:todas as|todos os|cada|a|as|aos) (?:segunda|terca|quarta|quinta|sexta|sabado|domingo)s?|"
    "(?:na |a |as )?(?:segunda|terca|quarta|quinta|sexta)(?: feira)?|no (?:sabado|domingo)|a meia noite|"
    "a noite toda|depois do (?:jantar|almoco)|em {n} min",
    depending="(?:se|quando|assim que|caso|enquanto|ate que|a menos que|logo que|antes de|depois de|depois que)",
    independent="se (?:puder|possivel|quiser|for possivel|nao se|der)|"
    "se (?:nao te importas|nao for incomodo|quiseres|puderes)|se faz favor|se fizer favor|"
    "ate (?:amanha|logo|ja|mais tarde|breve|depois)|"
    "(?:quando|assim que) (?:puderes|puder|quiseres|quiser|possivel)",
)

CLAIMS = Claims(
    saying="ok|claro|certo|sim|esta bem|tudo bem|com certeza|perfeito|ja|pois|sem problema|muito bem",
    done="feito|pronto|prontinho|concluido|esta feito|ja esta|ligando|desligando|abrindo|fechando|acendendo|"
    "apagando|ligo|desligo|abro|fecho|acendo|apago|(?:adicionad|ajustad|definid)[oa]",
    deeds="(?:desliguei|liguei|apaguei|acendi|abri|fechei|coloquei|pus|ajustei|defini|aumentei|diminui|baixei|"
    "subi|ativei|desativei|tranquei|destranquei|iniciei|parei|pausei|adicionei|mudei|acrescentei)|"
    r"(?:acabei|acabamos) de \w+r|"
    "estou (?:a )?(?:ligando|desligando|abrindo|fechando|acendendo|apagando|ligar|desligar|abrir|fechar|"
    "acender|apagar|ajustar|ajustando)|"
    r"vou (?:\w+ )?(?:ligar|desligar|abrir|fechar|acender|apagar|ajustar|colocar|lembrar|avisar|acordar)\w*|"
    "(?:lembrarei|avisarei|acordarei|vou te lembrar|vou lembrar)|"
    "(?:ponho|baixo|subo|aumento|diminuo|toco|tranco|trato disso)",
    results=r"(?:foi|foram|ficou|ficaram|fica|ficam) \w+[aeiou]d[oa]s?|(?:esta|estao) agora|agora (?:esta|estao)|"
    "agora|ja (?:esta|ta|estao)|(?:na|a|da) (?:sua |tua |minha )?lista|a caminho|em (?:curso|andamento)|"
    r"(?:esta|estao|ta|tao) (?:\w+ )?(?:\w+ndo|a \w+r)|(?:nos|a|em) \d+ graus|\w{3,}[aiu]d[oa]s?$|"
    r"\w+ei (?:o|a|os|as)|(?:acordo|lembro|aviso) te|(?:baixei|abaixei|tirei|deixei|botei)|"
    "(?:iniciad|ligad|desligad|adicionad|programad)[oa]s?|aqui (?:esta|vai|tens)|"
    "se (?:fecha|abre|acende|apaga)m?",
    be="esta|estao|ficou|ficaram|fica",
    states="(?:ligad|desligad|aces|apagad|abert|fechad|trancad|destrancad|ajustad|definid|pausad|adicionad|ativad|"
    "desativad|bloquead|desbloquead)[oa]s?",
    never="se|quando|que|quem|onde|como|nao",
    after="agora|ja|de novo|tambem|outra vez|para voce|como pediu",
    denies="nao|nunca|erro|infelizmente|desculpe|impossivel|qual|quais|quer que|queres|devo|quando|nenhum|"
    "nenhuma|pode|podes|nada|ninguem|posso|poderia|talvez|consigo|quer|queres",
    idle="^(?:um|uma|para) .*|"
    "(?:se|posso|pode|poderia|talvez|diz me|diga|ola|oi|bom dia|boa (?:noite|tarde)|obrigad[oa]|de nada|"
    "preciso|precisa|seria preciso|em que|ajuda|ajudam|serve|permite)",
)
