"""Swedish."""

from morgan.languages.schema import Choice, Claims, Clauses, Endings, Language, LimitWords, Questions
from morgan.languages.writing import phrases, words

SWEDISH = Language(
    code="sv",
    questions=Questions(
        opens="vad|vem|vilken|vilket|vilka|var|varfor|hur|nar (?:ar|kommer|borjar|slutar)|ar|har|finns|lyser|beratta|"
        "sag mig",
        asks="(?:kan|kunde|skulle|vill) du",
        knows="(?:kan|kunde) du (?:saga|beratta|kolla|se efter)",
        commands="tand|slack|satt|sla|stang|oppna|las|starta|stoppa|hoj|sank|lagg",
    ),
    limits=LimitWords(
        order="(?:tand|slack|sla|satt|stang|oppn|las|start|stopp|spel|hoj|sank|skruv|aktiver|avaktiver|andr|ror|"
        "paus)(?:a|as|er|s|es)?",
        joints="och sedan",
        but="men utan",
        excepting="(?:utom|forutom|bortsett fran|med undantag (?:av|for)|(?:men|bara) inte)|fast inte",
        nothing_of="^inte",
        forbidding=r"{order} (?:\w+ )?(?:inte|aldrig|ej)|(?:inte|aldrig|ej)(?: (?:ska|far|bor|att|nu|pa|av))* {order}|"
        r"(?:far|ska) (?:\w+ )?(?:inte|ej)|ror inte|lat bli \w*|jag vill inte att|(?:behover|behovs) inte|"
        "inte nodvandigt|under inga omstandigheter|ingen far",
        keeping=r"lat(?: \w+){0,6}? (?:vara|sta|lysa|tand|slackt|pa|av|oppen|stangd)\w*|lamna .* (?:pa|av|tand|slackt|"
        r"oppen|stangd)\w*|forbli\w* ",
        polite="(?:kan|vill|skulle) du inte|varfor|glom inte|(?:jag|vi|man) kan inte",
        leaving="(?:lat|lamna) inte",
        later="(?:klockan|kl|vid|fore|efter) (?:halv |kvart (?:over |i )?)?{n}|om (?:ungefar )?(?:{n}|en|ett|en halv|"
        "nagra) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|halvtimme)|i (?:{n}|en|ett|"
        "en halv) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar))|(?:imorgon|i morgon|ikvall|i kvall|i natt|inatt|senare|"
        r"sedan$|varje (?:morgon|kvall|dag|natt|timme|vecka|\w+dag)|pa (?:morgonen|kvallen|natten)|vid sol\w+)|"
        "om (?:en )?(?:kvart|kvarts timme|halvtimme|stund)|i {n} minuter till|{n} minuter till|i (?:en|ett) (?:kvart|"
        "halvtimme|timme|stund)|pa (?:mandag|tisdag|onsdag|torsdag|fredag|lordag|sondag)|vid midnatt|hela natten|"
        "efter maten|om {n} min",
        depending="(?:om (?:det|jag|vi|du|nagon|temperaturen|den|de)|nar|ifall|sa fort|sa lange|tills|innan|efter att|"
        "medan)",
        independent="om (?:du (?:kan|vill|orkar)|mojligt|det gar)|om du inte (?:har|"
        r"misstycker)\w*(?: \w+)?(?: emot)?(?: det)?|om du vore (?:sa )?\w+|(?:vi ses|hej da|ses)(?: \w+)? ?(?:imorgon|"
        "i morgon|senare|ikvall|sedan)?|nar du (?:kan|hinner|vill)|sa snart (?:du kan|som mojligt)",
    ),
    claims=Claims(
        saying="ok|okej|visst|ja|javisst|sjalvklart|absolut|inga problem|bra|da|sa",
        done="klart|fardigt|gjort|fixat|ordnat|utfort|det ar gjort|tander|slacker|slar|satter|stanger|oppnar|laser|"
        "startar|hojer|sanker|fixat",
        deeds=r"(?:jag|vi) (?:har|hade) (?:nu |precis |just |redan )?(?!inte|tyvarr|ingen|inget)\w+(?:t|tt|it)|(?:jag|"
        "vi) (?:tander|slacker|slar|satter|stanger|oppnar|laser|startar|stoppar|pausar|hojer|sanker|lagger|dimrar|"
        "andrar|paminner|vacker|slackte|tande|stangde|oppnade|laste|satte|slog|pausade|"
        "startade|stoppade|hojde|sankte|lade|andrade|dimrade)|(?:jag|vi) (?:ska|"
        r"kommer att) (?:\w+ )?(?:tanda|slacka|sla|satta|stanga|oppna|lasa|starta|paminna|vacka|saga till)",
        results="(?:har|hade) (?:nu )?(?:blivit )?(?:slackts|tants|stangts|oppnats|lasts|satts|slagits|startats|lagts)|"
        r"(?:ar|blev|har blivit) nu|nu|pa (?:din |er )?(?:\w+)?listan?|pa (?:vag|gang)|igang|pa \d+ (?:grader|procent|"
        r"%)|(?:kommer att|ska) (?:\w+ )?\w+as|"
        r"(?:stangs|oppnas|tands|slacks|lases|startas|hojs|sanks|dras|spelas|rullas)|\w{2,}(?:at|ad|ade)$|(?:kor|"
        r"aker|rullar|spelar|gar) (?:\w+ )*(?:igang|upp|ner|ned|nu|hem|till)",
        be="ar|blev|star|lyser|blir",
        states="tand|tanda|tant|slackt|slackta|pa|av|oppen|oppet|oppna|stangd|stangt|stangda|last|lasta|upplast|"
        "avstangd|avstangt|avstangda|pausad|paslagen|paslaget|paslagna|avslagen|avslaget|nedslackt|igang|tillagd|"
        "tillagt",
        never="kom|ga|hur|vad|hall|titta|vem|jag|du|det ser|om|nar|god|tank|vanta|slapp",
        after="nu|igen|at dig|ocksa|som du bad om",
        denies="inte|aldrig|kunde inte|kan inte|tyvarr|fel|ingen|inget|inga(?! problem)|vilken|vilket|vilka|vill du|"
        "ska jag|misslyckades|om|ingenting|inget|ingen|jag kan|jag skulle|kanske|kan jag|omojligt",
        idle="^(?:en|ett|for att) .*|(?:om|kan|kunde|skulle|kanske|sag|beratta|hej|god (?:morgon|kvall|natt|middag)|"
        r"tack|varsagod|behovs|behover|mater|visar|sensor\w*|solen|forsokte|vad|hjalper|saker pa)",
    ),
    claim_openings=None,
    excuses={
        "none": "Jag förstår bara enkla kommandon, eftersom ingen språkmodell är inställd.",
        "away": "Det kan jag inte svara på nu, eftersom min språkmodell inte går att nå.",
        "gone": "Det kan jag inte svara på, eftersom språkmodellen som valdes åt mig inte finns längre.",
        "blind": "Det kan jag inte se, eftersom min språkmodell bara kan läsa.",
        "failed": "Det kan jag inte svara på nu, eftersom min språkmodell inte svarade.",
        "done": "Klart.",
        "not-done": "Det har jag inte gjort.",
        "not-all": "Allt lyckades inte.",
        "question": "Det var en fråga, så jag ändrade ingenting.",
        "rounds": "Det blev jag inte färdig med. Be om en sak i taget.",
        "too-long": "Det var för mycket på en gång. Börja ett nytt samtal.",
    },
    choice=Choice("Vilken menar du: {}?", "eller"),
    endings=Endings(
        courtesies=words("tack snalla"),
        hanging=words(
            "en ett och eller men sa eh hmm ohm eftersom nar medan tills innan med utan att i fran vid mellan under "
            "genom for min mitt mina din ditt dina var vart denna detta dessa varje ar vad vilken vilket vilka vem "
            "kunde skulle satt stall"
        ),
        phrases=phrases(
            "ja|nej|ok|okej|stopp|stop|sluta|avbryt|glom det|strunt i det|tack|det var allt|vad ar klockan|"
            "hur mycket ar klockan|vilken dag ar det|god natt|godnatt|god morgon|avbryt alla timrar|ja tack|nej tack"
        ),
        timers=words("timer timern timrar aggklocka aggklockan"),
        sets=words("satt stall starta skapa lagg"),
        units=words("sekund sekunder minut minuter timme timmar"),
        states=words("ar var"),
    ),
    clauses=Clauses(
        before=words(
            "och eller men eftersom fast medan när tills innan efter om som där med utan från vid mellan under över "
            "bakom bredvid genom trots för i"
        ),
        leans=words(
            "en ett den det de denna detta dessa min mitt mina din ditt dina sin sitt sina hans hennes vår vårt våra "
            "är var blir blev har hade kan ska skulle måste får vill inte och eller men att till på av med utan för "
            "från vid mellan under över i om som när så jag du han hon vi ni man mycket mer mindre bara precis "
            "alldeles lite också nu"
        ),
        begin=words(
            "en ett den det de denna detta min mitt din ditt vår till idag imorgon igår redan fortfarande igen"
        ),
        clings=words("på av upp ner ned in ut bort hem tillbaka sedan än grader procent"),
        numbers=words(
            "två tre fyra fem sex sju åtta nio tio elva tolv femton tjugo trettio fyrtio femtio hundra tusen halv kvart"
        ),
        describes=words(
            "ganska alla många några flera nästan ungefär cirka varje ingen inget inga ny nytt nya stor stort stora "
            "liten litet lilla små första andra tredje sista nästa förra hela gammal gamla bra annan annat samma"
        ),
        joins_numbers=words("och eller till över i"),
        abbreviations=words("t.ex bl.a dvs kl"),
        verbs=words("är var blir blev har hade ska kan måste får går står ligger visar"),
        adjectives_first=True,
    ),
    numbers=None,
    reading=None,
    hearing=None,
)
