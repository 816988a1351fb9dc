"""Swedish: as far as it is written down."""

from morgan.agent.lexicon.limits import Limits

LIMITS = Limits(
    order="(?:tand|slack|sla|satt|stang|oppn|las|start|stopp|spel|hoj|sank|skruv|aktiver|avaktiver|andr|ror|"
    "paus)(?:a|as|er|s|es)?",
    joints="och sedan",
    but="men",
    excepting="(?:utom|forutom|bortsett fran|med undantag (?:av|for)|(?:men|bara) inte)",
    nothing_of="^inte",
    forbidding=r"{order} (?:\w+ )?(?:inte|aldrig|ej)|(?:inte|aldrig|ej)(?: (?:ska|far|bor|att|nu|pa|av))* {order}|"
    "(?:far|ska) (?:inte|ej)",
    keeping=r"lat(?: \w+){0,6}? (?:vara|sta|lysa|tand|slackt|pa|av|oppen|stangd)\w*|"
    r"lamna .* (?:pa|av|tand|slackt|oppen|stangd)\w*|forbli\w* ",
    polite="(?:kan|vill|skulle) du inte|varfor|glom inte",
    later="(?:klockan|kl|vid|fore|efter) (?:halv |kvart (?:over |i )?)?{n}|"
    "om (?:ungefar )?(?:{n}|en|ett|en halv|nagra) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar)|dag(?:ar)?|"
    "halvtimme)|i (?:{n}|en|ett|en halv) (?:sekund(?:er)?|minut(?:er)?|timm(?:e|ar))|"
    "(?:imorgon|i morgon|ikvall|i kvall|i natt|inatt|senare|sedan|varje (?:morgon|kvall|dag|natt|timme|"
    r"vecka|\w+dag)|pa (?:morgonen|kvallen|natten)|vid sol\w+)",
    depending="(?:om (?:det|jag|vi|du|nagon|temperaturen|den|de)|nar|ifall|sa fort|sa lange|tills|innan|efter att|"
    "medan)",
    independent="om (?:du (?:kan|vill|orkar)|mojligt|det gar)",
)
