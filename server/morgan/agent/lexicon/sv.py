"""Swedish: as far as it is written down."""

from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:tand|slack|sla|satt|stang|oppn|las|start|stopp|spel|hoj|sank|skruv|aktiver|avaktiver|andr|ror|"
    "paus)(?:a|as|er|s|es)?",
    joints="och sedan",
    but="men utan",
    excepting="(?:utom|forutom|bortsett fran|med undantag (?:av|for)|(?:men|bara) inte)|fast inte",
    nothing_of="^inte",
    forbidding=r"{order} (?:\w+ )?(?:inte|aldrig|ej)|(?:inte|aldrig|ej)(?: (?:ska|far|bor|att|nu|pa|av))* {order}|"
    r"(?:far|ska) (?:\w+ )?(?:inte|ej)|ror inte|lat bli \w*|jag vill inte att|under inga omstandigheter|"
    "ingen far",
    keeping=r"lat(?: \w+){0,6}? (?:vara|sta|lysa|tand|slackt|pa|av|oppen|stangd)\w*|"
    r"lamna .* (?:pa|av|tand|slackt|oppen|stangd)\w*|forbli\w* ",
    polite="(?:kan|vill|skulle) du inte|varfor|glom inte|(?:jag|vi|man) kan inte",
    later="(?:klockan|kl|vid|fore|efter) (?:halv |kvart (?:over |i )?)?{n}|"
    "om (?:ungefar )?(?:{n}|en|ett|en halv|nagra) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|"
    "halvtimme)|i (?:{n}|en|ett|en halv) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar))|"
    "(?:imorgon|i morgon|ikvall|i kvall|i natt|inatt|senare|sedan$|varje (?:morgon|kvall|dag|natt|timme|"
    r"vecka|\w+dag)|pa (?:morgonen|kvallen|natten)|vid sol\w+)|"
    "om (?:en )?(?:kvart|kvarts timme|halvtimme|stund)|i {n} minuter till|{n} minuter till|"
    "i (?:en|ett) (?:kvart|halvtimme|timme|stund)|"
    "pa (?:mandag|tisdag|onsdag|torsdag|fredag|lordag|sondag)|vid midnatt|hela natten|efter maten|"
    "om {n} min",
    depending="(?:om (?:det|jag|vi|du|nagon|temperaturen|den|de)|nar|ifall|sa fort|sa lange|tills|innan|efter att|"
    "medan)",
    independent="om (?:du (?:kan|vill|orkar)|mojligt|det gar)|"
    r"om du inte (?:har|misstycker)\w*(?: \w+)?(?: emot)?(?: det)?|om du vore (?:sa )?\w+|"
    r"(?:vi ses|hej da|ses)(?: \w+)? ?(?:imorgon|i morgon|senare|ikvall|sedan)?|"
    "nar du (?:kan|hinner|vill)|sa snart (?:du kan|som mojligt)",
)

CLAIMS = Claims(
    saying="ok|okej|visst|ja|javisst|sjalvklart|absolut|inga problem|bra|da|sa",
    done="klart|fardigt|gjort|fixat|ordnat|utfort|det ar gjort|tander|slacker|slar|satter|stanger|oppnar|"
    "laser|startar|hojer|sanker|fixat",
    deeds=r"(?:jag|vi) (?:har|hade) (?:nu |precis |just |redan )?(?!inte|tyvarr|ingen|inget)\w+(?:t|tt|it)|"
    "(?:jag|vi) (?:tander|slacker|slar|satter|stanger|oppnar|laser|startar|stoppar|pausar|hojer|sanker|"
    "lagger|dimrar|andrar|paminner|vacker|slackte|tande|stangde|oppnade|laste|satte|slog)|"
    r"(?:jag|vi) (?:ska|kommer att) (?:\w+ )?(?:tanda|slacka|sla|satta|stanga|oppna|lasa|starta|paminna|"
    "vacka|saga till)",
    results="(?:har|hade) (?:nu )?(?:blivit )?(?:slackts|tants|stangts|oppnats|lasts|satts|slagits|startats|lagts)|"
    r"(?:ar|blev|har blivit) nu|nu|pa (?:din |er )?(?:\w+)?listan?|pa (?:vag|gang)|igang|"
    r"pa \d+ (?:grader|procent|%)|"
    r"(?:stangs|oppnas|tands|slacks|lases|startas|hojs|sanks|dras|spelas|rullas)|\w{2,}(?:at|ad|ade)$|"
    r"(?:kor|aker|rullar|spelar|gar) (?:\w+ )*(?:igang|upp|ner|ned|nu|hem|till)",
    be="ar|blev|star|lyser|blir",
    states="tand|tanda|tant|slackt|slackta|pa|av|oppen|oppet|oppna|stangd|stangt|stangda|last|lasta|upplast|"
    "avstangd|avstangt|avstangda|pausad|paslagen|paslaget|paslagna|avslagen|avslaget|nedslackt|igang|"
    "tillagd|tillagt",
    never="kom|ga|hur|vad|hall|titta|vem|jag|du|det ser|om|nar|god|tank|vanta|slapp",
    after="nu|igen|at dig|ocksa|som du bad om",
    denies="inte|aldrig|kunde inte|kan inte|tyvarr|fel|ingen|inget|inga(?! problem)|vilken|vilket|vilka|vill du|"
    "ska jag|misslyckades|om|ingenting|inget|ingen|jag kan|jag skulle|kanske|kan jag|omojligt",
    idle="^(?:en|ett|for att) .*|"
    "(?:om|kan|kunde|skulle|kanske|sag|beratta|hej|god (?:morgon|kvall|natt|middag)|tack|varsagod|behovs|"
    "behover|vad|hjalper|saker pa)",
)
