"""Portuguese."""

from morgan.languages.schema import Choice, Claims, Clauses, Endings, Language, LimitWords, Questions
from morgan.languages.writing import phrases, words

PORTUGUESE = Language(
    code="pt",
    questions=Questions(
        opens="que|qual|quais|quem|onde|quando (?:e|esta|foi|sera|chega)|por ?que|como|quanto|quanta|quantos|quantas|"
        "ha|diz me|diga me|sera que|esta|estao",
        asks="(?:podes|pode|podias|poderia|consegues|consegue|queres|quer)",
        knows="(?:podes|pode|podias|poderia) (?:me )?(?:dizer|ver|verificar|confirmar)",
        commands="liga|ligue|desliga|desligue|acende|acenda|apaga|apague|abre|abra|fecha|feche|poe|coloca|coloque|"
        "tranca",
    ),
    limits=LimitWords(
        order="(?:lig|deslig|acend|apag|abr|fech|ponh|coloc|aument|diminu|baix|ativ|desativ|tranc|destranc|toqu|mud|"
        r"inici|reproduz|mex)\w*|poe|por|pare|parar|tocar",
        joints="e depois",
        but="mas",
        excepting=r"(?:exceto|salvo|mas nao(?= (?:o|a|os|as|no|na))|tirando|a excecao d\w+|com excecao d\w+|a nao ser|"
        "(?:menos|fora)(?= (?:o|a|os|as) ))|so nao",
        nothing_of="^nao(?= (?:o|a|os|as|no|na) )",
        forbidding="(?:nao|nunca|jamais)(?: (?:me|o|a|os|as|se|quero|que|precisa|deve|e|para|preciso|de|"
        r"volte))* {order}|nem penses em \w+|(?:nunca|nao) deix\w+|nao quero que|nao (?:e preciso|ha necessidade|"
        r"precisas?|vale a pena)|escusas? de|de maneira nenhuma|nao (?:vas|va) \w+|"
        r"evita \w+r",
        keeping=r"(?:deix|mant)\w*(?: \w+){0,6}? (?:ligad|desligad|aces|apagad|abert|fechad|como|quiet|em paz|em cima|"
        r"em baixo|subid|descid|levantad)\w*|(?:fic|continu)\w+ (?:ligad|desligad|aces|apagad|abert|fechad)\w*",
        polite="por ?que nao|nao (?:se |te )?esque|nao (?:podias|poderias|pode|podes|queres|quer)",
        leaving="nao deix\\w+",
        later="(?:as|a|ate as|depois das|antes das|para as) {n}(?: horas?| h| da| {n})|(?:as) {n}|ao? (?:meio dia|"
        "meia noite|anoitecer|amanhecer|por do sol)|(?:daqui a|em|dentro de|daqui) (?:{n}|uma?|meia|alguns|"
        "umas) (?:segundos?|minutos?|horas?|dias?|semanas?)|(?:por|durante) (?:{n}|uma?|meia) (?:segundos?|minutos?|"
        "horas?)|(?:amanha|mais tarde|hoje a noite|esta noite|todos os dias|todas as (?:noites|manhas|tardes)|(?:cada|"
        "toda) (?:manha|noite|dia|hora|tarde)|(?:de|pela|a) (?:manha|noite|tarde)|depois$)|daqui a (?:um quarto|"
        "tres quartos) de hora|(?:por )?mais {n} minutos|daqui a (?:nada|pouco|bocado)|(?:todas as|todos os|cada|a|as|"
        "aos) (?:segunda|terca|quarta|quinta|sexta|sabado|domingo)s?|(?:na |a |as )?(?:segunda|terca|quarta|quinta|"
        "sexta)(?: feira)?|no (?:sabado|domingo)|a meia noite|a noite toda|depois do (?:jantar|almoco)|em {n} min",
        depending="(?:se|quando|assim que|caso|enquanto|ate que|a menos que|logo que|antes de|depois de|depois que)",
        independent="se (?:puder|possivel|quiser|for possivel|nao se|der)|se (?:nao te importas|nao for incomodo|"
        "quiseres|puderes)|se faz favor|se fizer favor|ate (?:amanha|logo|ja|mais tarde|breve|depois)|(?:quando|"
        "assim que) (?:puderes|puder|quiseres|quiser|possivel)",
    ),
    claims=Claims(
        saying="ok|claro|certo|sim|esta bem|tudo bem|com certeza|perfeito|ja|pois|sem problema|muito bem",
        done="feito|pronto|prontinho|concluido|esta feito|ja esta|ligando|desligando|abrindo|fechando|acendendo|"
        "apagando|ligo|desligo|abro|fecho|acendo|apago|(?:adicionad|ajustad|definid)[oa]",
        deeds="(?:desliguei|liguei|apaguei|acendi|abri|fechei|coloquei|pus|ajustei|defini|aumentei|diminui|baixei|subi|"
        "ativei|desativei|tranquei|destranquei|iniciei|parei|pausei|adicionei|mudei|acrescentei)|(?:acabei|"
        r"acabamos) de \w+r|estou (?:a )?(?:ligando|desligando|abrindo|fechando|acendendo|apagando|ligar|desligar|"
        r"abrir|fechar|acender|apagar|ajustar|ajustando)|vou (?:\w+ )?(?:ligar|desligar|abrir|fechar|acender|apagar|"
        r"ajustar|colocar|lembrar|avisar|acordar)\w*|(?:lembrarei|avisarei|acordarei|vou te lembrar|vou lembrar)|"
        "(?:ponho|baixo|subo|aumento|diminuo|toco|tranco|trato disso)",
        results=r"(?:foi|foram|ficou|ficaram|fica|ficam) \w+[aeiou]d[oa]s?|(?:esta|estao) agora|agora (?:esta|estao)|"
        "agora|ja (?:esta|ta|estao)|(?:na|a|da) (?:sua |tua |minha )?lista|a caminho|em (?:curso|andamento)|(?:esta|"
        r"estao|ta|tao) (?:\w+ )?(?:\w+ndo|a \w+r)|(?:nos|a|em) \d+ graus|\w{3,}[aiu]d[oa]s?$|\w+ei (?:o|a|os|as)|"
        "(?:acordo|lembro|aviso) te|(?:baixei|abaixei|tirei|deixei|botei)|(?:iniciad|ligad|desligad|adicionad|"
        "programad)[oa]s?|aqui (?:esta|vai|tens)|se (?:fecha|abre|acende|apaga)m?",
        be="esta|estao|ficou|ficaram|fica",
        states="(?:ligad|desligad|aces|apagad|abert|fechad|trancad|destrancad|ajustad|definid|pausad|adicionad|ativad|"
        "desativad|bloquead|desbloquead)[oa]s?",
        never="se|quando|que|quem|onde|como|nao",
        after="agora|ja|de novo|tambem|outra vez|para voce|como pediu",
        denies="nao|nunca|erro|infelizmente|desculpe|impossivel|qual|quais|quer que|queres|devo|quando|nenhum|nenhuma|"
        "pode|podes|nada|ninguem|posso|poderia|talvez|consigo|quer|queres",
        idle="^(?:um|uma|para) .*|(?:se|posso|pode|poderia|talvez|diz me|diga|ola|oi|bom dia|boa (?:noite|tarde)|"
        "obrigad[oa]|de nada|preciso|precisa|seria preciso|em que|marca|mede|indica|sensor|sol|tentei|ajuda|ajudam|"
        "serve|permite)",
    ),
    claim_openings=None,
    excuses={
        "none": "Só entendo comandos simples, porque nenhum modelo de linguagem está configurado.",
        "away": "Não posso responder agora, porque o meu modelo de linguagem não está acessível.",
        "gone": "Não posso responder, porque o modelo de linguagem escolhido para mim já não existe.",
        "blind": "Não consigo ver isso, porque o meu modelo de linguagem só sabe ler.",
        "failed": "Não posso responder agora, porque o meu modelo de linguagem não respondeu.",
        "done": "Feito.",
        "not-done": "Não fiz isso.",
        "not-all": "Nem tudo funcionou.",
        "question": "Era uma pergunta, por isso não mudei nada.",
        "rounds": "Não consegui terminar. Peça uma coisa de cada vez.",
        "too-long": "Foi demasiado de uma vez. Comece uma nova conversa.",
    },
    choice=Choice("A qual se refere: {}?", "ou"),
    endings=Endings(
        courtesies=words("obrigado obrigada"),
        hanging=words(
            "o a os as um uma uns umas e ou mas entao eh hum ah porque se quando enquanto ate com sem de do da dos das "
            "ao aos em no na nos nas num numa por pelo pela para pra sobre meu minha meus minhas teu tua seu sua nosso "
            "nossa este esta estes estas esse essa cada sao que qual quais quem poe coloca ajusta"
        ),
        phrases=phrases(
            "sim|nao|ok|okay|esta bem|tudo bem|para|pare|parar|cancela|cancele|cancelar|deixa estar|esquece|esqueca|"
            "obrigado|obrigada|e tudo|e so isso|so isso|que horas sao|que dia e hoje|boa noite|bom dia|sim por favor|"
            "nao obrigado|nao obrigada"
        ),
        timers=words("temporizador temporizadores timer timers"),
        sets=words("poe ponha coloca coloque inicia inicie cria crie define defina programa programe"),
        units=words("segundo segundos minuto minutos hora horas"),
    ),
    clauses=Clauses(
        before=words(
            "e ou mas porém porque pois embora quando enquanto onde até desde antes depois com sem para por pelo pela "
            "entre sob sobre durante em no na nos nas num numa"
        ),
        leans=words(
            "um uma uns umas o a os as de do da dos das ao aos à às este esta estes estas esse essa meu minha teu tua "
            "seu sua é são está estão era foi tem têm há será pode deve não e ou mas em no na nos nas num numa com sem "
            "para por pelo pela sobre mais menos muito que se eu tu ele ela você nós eles elas vocês já"
        ),
        begin=words("o a os as um uma uns umas este esta seu sua meu minha ao aos às hoje amanhã ontem agora já ainda"),
        clings=words("de do da dos das à que atrás graus"),
        numbers=words(
            "dois duas três quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta cinquenta cem "
            "mil meio meia"
        ),
        describes=words(
            "bom boa grande novo nova primeiro primeira último última mesmo mesma outro outra outros outras todo toda "
            "todos todas alguns algumas vários várias quase cerca cada nenhum nenhuma próximo próxima meus minhas seus "
            "suas teus tuas"
        ),
        joins_numbers=words("e ou a à às"),
        abbreviations=words("dra pág p.ex"),
        verbs=words(
            "é são está estão era eram estava estavam foi foram fica ficam tem têm tinha será serão vai vão pode podem "
            "deve devem"
        ),
    ),
    numbers=None,
    reading=None,
    hearing=None,
)
