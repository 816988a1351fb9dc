"""German."""

from morgan.agent.lexicon import Lexicon, Lists
from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

WORDS = Lexicon(
    verbs={
        "on": "schalte … ein|schalt … ein|schalte … an|schalt … an|mache … an|mach … an|einschalten|anschalten|"
        "anmachen|"
        "dreh … an|aktiviere|aktivieren|knips … an|stell … an|stelle … an",
        "off": "schalte … aus|schalt … aus|schalte … ab|mache … aus|mach … aus|ausschalten|ausmachen|abschalten|"
        "dreh … ab|"
        "deaktiviere|deaktivieren|knips … aus|stell … aus|stelle … aus|stell … ab|stelle … ab",
        "toggle": "schalte … um|schalt … um|umschalten",
        "open": "offne|offnen|mache … auf|mach … auf|aufmachen|fahre … hoch|fahr … hoch|hochfahren|ziehe … hoch|"
        "zieh … hoch|"
        "fahre … auf|fahr … auf|dreh … auf|drehe … auf",
        "close": "schliesse|schliess|schliessen|mache … zu|mach … zu|zumachen|fahre … runter|fahr … runter|"
        "runterfahren|"
        "fahre … herunter|fahr … herunter|herunterfahren|lass … runter|lass … herunter|fahre … zu|fahr … zu|dreh … "
        "zu|drehe … zu",
        "lock": "verriegle|verriegele|verriegeln|sperre … ab|sperr … ab|absperren|sperre … zu|sperr … zu|schliesse "
        "… ab|"
        "schliess … ab|abschliessen",
        "unlock": "entriegle|entriegele|entriegeln|entsperre|entsperren|sperre … auf|sperr … auf|aufsperren|"
        "schliesse … auf|"
        "schliess … auf|aufschliessen",
        "start": "starte|start|starten|beginne",
        "stop": "stoppe|stopp|stoppen|halte … an|halt … an|anhalten|stop",
        "return": "schicke … zuruck|schick … zuruck|schicke … basis|schick … basis|schicke … ladestation|schick … "
        "ladestation|"
        "zur … zuruck|zuruckschicken|schicke … heim|schicke … hause",
        "pause": "pausiere|pausieren|pause",
        "resume": "setze … fort|setz … fort|fortsetzen|spiele … weiter|spiel … weiter|weiterspielen|mach … weiter",
        "next": "nachster|nachstes|nachste|nachsten|uberspringe|uberspringen",
        "previous": "vorheriger|vorheriges|vorherige|vorherigen|voriger|voriges|letztes",
        "mute": "stumm|schalte … stumm|schalt … stumm|stummschalten|mache … stumm|mach … stumm|stelle … stumm|stell "
        "… stumm",
        "unmute": "stummschaltung … auf|hebe … stummschaltung … auf|laut|schalte … laut",
        "set": "stelle|stell|setze|setz|dimme|dimm|dimmen|andere|mache|mach|regle|regele|drehe|dreh|fahre|fahr|schalte|"
        "schalt|erhohe|senke|verringere|offne|stellen|setzen|farbe",
        "up": "mache … lauter|mach … lauter|lauter|erhohe",
        "down": "mache … leiser|mach … leiser|leiser|verringere|senke",
        "press": "drucke|druck|drucken",
    },
    bare={"an": "on", "ein": "on", "aus": "off", "auf": "open", "zu": "close", "hoch": "open", "runter": "close"},
    kinds={
        "light": "licht|lichter|lampe|lampen|leuchte|leuchten|beleuchtung",
        "fan": "ventilator|ventilatoren|lufter",
        "switch": "schalter|steckdose|steckdosen",
        "cover": "rollo|rollos",
        "cover.blind+shade+shutter": "jalousie|jalousien|rollo",
        "cover.shutter+blind": "rollladen|rolladen|rolllade|fensterladen",
        "cover.curtain": "vorhang|vorhange|gardine|gardinen",
        "cover.awning": "markise|markisen",
        "cover.garage": "garagentor|garage|garagentur",
        "cover.garage+door+gate&lock": "tur|turen|tor|tore",
        "cover.window&lock": "fenster",
        "lock": "schloss|schlosser|turschloss",
        "valve": "ventil|ventile|wasserhahn",
        "vacuum": "staubsauger|saugroboter|roboter|sauger|staubsaugerroboter",
        "lawn_mower": "rasenmaher|mahroboter|maher",
        "media_player": "lautsprecher|fernseher|musik|radio|tv|player|anlage|wiedergabe|lied|song|titel|ton",
        "climate": "thermostat|thermostate|heizung|heizungen|klimaanlage|heizkorper",
        "humidifier": "luftbefeuchter|luftentfeuchter",
        "todo": "liste|aufgabenliste|aufgaben|todo liste|to do liste|todo",
        "scene": "szene",
        "script": "skript",
        "siren": "sirene",
        "button&input_button": "taste|knopf",
    },
    quantities={
        "brightness": "helligkeit|hell",
        "volume": "lautstarke",
        "temperature": "temperatur|grad",
        "color_temperature": "kelvin|farbtemperatur",
        "speed": "geschwindigkeit|stufe",
        "position": "position",
        "humidity": "luftfeuchtigkeit|feuchtigkeit",
    },
    colors={
        "red": "rot",
        "green": "grun",
        "blue": "blau",
        "yellow": "gelb",
        "orange": "orange",
        "purple": "lila|purpur",
        "pink": "rosa|pink",
        "white": "weiss",
        "violet": "violett",
        "cyan": "cyan",
        "turquoise": "turkis",
        "brown": "braun",
    },
    numbers={"halb": 50, "halfte": 50, "maximum": 100, "voll": 100},
    fillers="der die das den dem des ein eine einen im in ins am an auf zur zum zu bei beim vom von mein meine "
    "meinen meiner "
    "unser unsere bitte mal doch jetzt kannst konntest du mir ich mochte will prozent % ° grad celsius k "
    "farbe danke "
    "gerat "
    "hey ok okay wurdest wir uns es",
    homes="basis station ladestation dock hause zuruck",
    to="auf bis",
    everything="alle alles allen uberall samtliche ganzen ganze haus",
    here="hier|in diesem zimmer|hier drin",
    it="ihn sie diese dieses diesen",
    joints="und dann danach",
    stoppers="nicht kein keine ausser ohne wenn falls sobald bis nachdem bevor spater morgen abend minute minuten "
    "stunde "
    "stunden sekunde sekunden timer erinnere warum was wer wie wann anderen andere mehr weniger bisschen wieder "
    "nochmal",
    lists=Lists(
        add=frozenset({"setze", "setz", "schreibe", "schreib", "fuge", "fug", "pack", "packe", "tu", "notiere"}),
        remove=frozenset({"entferne", "losche", "streiche", "nimm"}),
        complete=frozenset({"hake", "erledige"}),
        between=frozenset({"auf", "zu", "zur", "zum", "von", "in"}),
        after=frozenset({"hinzu", "dazu", "ab"}),
    ),
)

LIMITS = Limits(
    order="(?:ein|an|aus|ab|auf|zu|um|hoch|runter|los)?(?:zu)?(?:schalt|mach|dreh|stell|fahr|schliess|sperr|knips|"
    "lass|spiel)(?:e|en|et|t|st)?|"
    "(?:offn|verriegel|verriegl|entriegel|entriegl|entsperr|dimm|start|stopp|setz|aktivier|deaktivier|"
    "pausier|zieh|anfass|beruhr|ruhr|senk|erhoh)(?:e|en|et|t|n)?",
    joints="und dann",
    but="aber sondern jedoch",
    excepting="(?:ausser|ausgenommen|mit ausnahme|bis auf(?! {n})|(?:nur|aber|jedoch|bloss) nicht)|"
    r"(?:nur|bloss|lediglich|allein) (?P<zone>.+) nicht$|abgesehen von|mit ausnahme \w+",
    nothing_of=r"^(?:nicht|kein\w*)",
    forbidding="^(?!.*(?:ist|sind|war|waren|geht|gehen|leuchtet|brennt|funktioniert)).*(?:nicht|nie|niemals|"
    "keinesfalls|auf keinen fall)(?: (?:bitte|mehr|jetzt|wieder|einfach|gleich|zu))* (?:{order}|ein|an|aus|"
    r"ab|auf|zu|hoch|runter)|^(?:\w+ )?{order} .*nicht$|"
    r"{order} (?:(?:bitte|jetzt|mir|bloss|ja) )*(?:nicht|nie|niemals|keinesfalls|kein\w*|auf keinen fall)|"
    r"finger weg|hande weg|(?:nicht|nie|niemals) (?:\w+ ){0,5}{order}$|bleib weg|"
    "^(?!.*(?:ich|wir|man|er|es|sie|das ist)(?: |$)).*(?:nicht|niemals|auf keinen fall|"
    r"keinesfalls) (?:\w+ )?\w+(?:en|eln|ern)$|kein\w* (?:\w+ ){1,3}{order}(?<=en)$|"
    "(?:will|mochte|wollen) nicht dass|niemand (?:darf|soll)|auf gar keinen fall|unter keinen umstanden|"
    "(?:bitte|bloss|ja) nicht$",
    keeping=r"(?:lass|lasse|lasst|lassen|belass|belasse)(?: \w+){1,8}? (?:an|aus|offen|zu|auf|geschlossen|"
    "eingeschaltet|ausgeschaltet|in ruhe|brennen|so|wie)|(?:an|aus|offen|zu|brennen|in ruhe|so) ?lassen|"
    r"(?:an|aus|offen|zu|so) ?bleib\w*|bleib\w* (?:\w+ ){0,3}(?:an|aus|offen|zu|so)|"
    r"(?:lass|lasse|lasst) (?:\w+ ){1,5}(?:ruhig|weiter) ?(?:laufen|spielen|leuchten)",
    polite="(?:kannst|konntest|wurdest|willst|magst) du nicht|(?:warum|wieso)|vergiss nicht",
    later="um (?:halb |viertel (?:vor |nach )?|kurz (?:vor |nach ))?{n}(?: {n})?(?: uhr)?(?! (?:%|prozent|grad|"
    "stufe|stufen|minuten?|stunden?|lauter|leiser|heller|dunkler|hoher|warmer|kalter|niedriger|tiefer|"
    "weiter))|{n} uhr|"
    "in (?:etwa |ungefahr )?(?:{n}|einer|eineinhalb|ein paar|einigen|der halben|"
    "einer halben) (?:halben )?(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?)|"
    r"fur (?:{n}|eine|eine halbe|die nachsten \w+) (?:sekunden?|minuten?|stunden?)|"
    "(?:morgen (?:fruh|abend|mittag|um|nachmittag)|morgens|abends|nachts|heute (?:abend|nacht|nachmittag)|"
    r"spater|nachher|taglich|stundlich|jed(?:en|e|es) (?:morgen|abend|tag|nacht|stunde|woche|\w+tag))|"
    "morgen$|^morgen (?:{order})|(?:bei|nach|vor|zum) sonnen(?:auf|unter)gang|"
    "in (?:einer|einem) viertelstunde|in (?:einer )?dreiviertelstunde|"
    "noch (?:{n}|eine|ein paar) (?:sekunden?|minuten?|stunden?)|(?:eine )?viertelstunde lang|"
    "(?<!guten )morgen|ubermorgen|"
    "(?:am |jeden |nachsten )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?|"
    "am (?:abend|morgen|vormittag|nachmittag|mittag|wochenende)|(?:um )?mitternacht|mittags|gegen {n}|"
    "ab {n}(?! (?:%|prozent|grad))|in (?:{n}|anderthalb) (?:min|sek|std|minuten|stunden)|"
    "(?:{n}|eine|ein paar) (?:minuten?|stunden?|sekunden?) lang|nach dem (?:essen|film|fruhstuck)|"
    "alle {n} (?:minuten|stunden)|(?:die ganze|uber) nacht",
    depending="(?:wenn|falls|sobald|solange|bis (?:ich|wir|es|das|die|der)|nachdem|bevor|sofern)|"
    r"^sollte\w* (?:es|das|die|der|ich|jemand)|^bei (?:frost|regen|sturm|schnee|hitze|gewitter)",
    independent="wenn (?:du (?:kannst|magst|willst|so)|moglich|es (?:geht|moglich))|falls moglich|"
    "wenn es (?:dir|euch|ihnen) nichts ausmacht|wenn (?:du|ihr|sie) nichts dagegen|"
    "bis (?:spater|morgen|nachher|gleich|bald|dann|heute abend)|"
    "(?:wenn|sobald) du (?:kannst|dazu kommst|zeit hast)|sobald (?:moglich|es geht)|guten morgen|"
    "gute nacht|guten abend",
)

CLAIMS = Claims(
    saying="ok|okay|gut|alles klar|klar|gerne|gern|ja|so|kein problem|natuerlich|naturlich|sicher|bitte",
    done="erledigt|fertig|gemacht|erfolgreich|wird gemacht|wird erledigt|ist erledigt|schon passiert|schon erledigt",
    deeds="ich (?:habe|hab|mach|stell|schalt|dreh|drehe|fahr|setz|leg|lege|spiel|spiele|regle|sperre|schick|"
    "schicke|erhohe|senke|schalte|mache|stelle|offne|schliesse|setze|starte|fuge|verriegle|entriegle|dimme|"
    "fahre|pausiere|erinnere|wecke|kummere|sage dir|gebe dir bescheid)|"
    r"ich werde (?:dich |dir |das |die |den |es )*(?:\w+ ){0,3}?(?:\w+en)|habe ich .*\w+(?:t|en)$|"
    r"(?:hab|habe) ich .*ge\w+$",
    results="(?:wurde|wurden|wird|werden)|(?:ist|sind) (?:jetzt|nun)|"
    r"(?:jetzt|nun) (?:an|aus|ein|offen|zu|\w*ge\w+(?:t|en)|verriegelt|entriegelt)|"
    "(?:ein|aus|ab|um)geschaltet|"
    "(?:geoffnet|geschlossen|hinzugefugt|gestartet|gestoppt|pausiert|verriegelt|entriegelt|eingestellt)$|"
    r"jetzt|nun|auf (?:der|die|deine|deiner) (?:\w+)?liste|unterwegs|"
    r"(?:fahrt|fahren|lauft|laufen|geht|gehen|startet|starten) (?:\w+ )*(?:los|hoch|runter|zu|auf|an|aus|"
    r"weiter)?|auf \w+ (?:grad|prozent|%)|\w*ge(?!nug|gen|rn|stern|schehen|funden|horen)\w+(?:t|en)$|"
    "lauft|spielt",
    be="ist|sind|steht|stehen|brennt",
    states="an|aus|offen|zu|auf|eingeschaltet|ausgeschaltet|angeschaltet|abgeschaltet|ausgemacht|angemacht|"
    "geoffnet|geschlossen|verriegelt|entriegelt|abgeschlossen|gedimmt|gestartet|gestoppt|pausiert|"
    "hinzugefugt|eingestellt|heruntergefahren|hochgefahren",
    never="sieht|seht|es|das sieht|wie|geht|kommt|komm|hor|hore|macht|fallt|ruh|ruhe|pass|halt|schau|lauft|von|"
    "bis|was|er|sie|ich|du|wir|gut|hallo|immer|weiter|ab|noch|schlaf|ruf",
    after="jetzt|nun|wieder|fur dich|wie gewunscht",
    denies="nicht|kein|keine|keinen|keinem|keiner|leider|fehler|konnte|konnten|mochtest|soll ich|welche|welches|"
    "welcher|welchen|kannst du|muss|musst|wenn|falls|ob|nie|nichts|niemand|ich kann|ich konnte|wurde ich|"
    "ich wurde|vielleicht|moglicherweise|unmoglich|wurdest|gerne wenn|moechtest",
    idle="^(?:ein|eine|einen|dafur|dazu|um) .*|"
    "(?:wenn|falls|kann|konnte|konnten|konntest|konnten|wurde|musste|mussten|brauchte|brauche|brauchst|sag|"
    "sagen sie|mochte|mochten|vielleicht|tut mir leid|hallo|guten (?:morgen|tag|abend)|gute nacht|danke|"
    "gern geschehen|bitte sehr|normalerweise|freut mich|unerreichbar|nicht sicher)",
)
