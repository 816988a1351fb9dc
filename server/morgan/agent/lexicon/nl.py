"""Dutch."""

from morgan.agent.lexicon import Lexicon, Lists
from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

WORDS = Lexicon(
    verbs={
        "on": "zet … aan|doe … aan|schakel … in|schakel … aan|inschakelen|aanzetten|aandoen|activeer|activeren",
        "off": "zet … uit|doe … uit|schakel … uit|uitschakelen|uitzetten|uitdoen|deactiveer",
        "toggle": "wissel|omschakelen|schakel … om",
        "open": "open|openen|doe … open|zet … open|maak … open|rol … op|trek … op",
        "close": "sluit|sluiten|doe … dicht|maak … dicht|zet … dicht|dichtdoen|rol … neer",
        "lock": "vergrendel|vergrendelen|doe … slot|zet … slot|draai … slot",
        "unlock": "ontgrendel|ontgrendelen|haal … slot|doe … slot af",
        "start": "start|starten|begin",
        "stop": "stop|stoppen",
        "return": "stuur … terug|stuur … basis|stuur … huis|terugsturen",
        "pause": "pauzeer|pauzeren|pauze|zet … pauze",
        "resume": "hervat|hervatten|speel … verder|ga … verder|speel … af",
        "next": "volgende|sla … over|ga … volgende|speel … volgende",
        "previous": "vorige|ga … vorige|speel … vorige",
        "mute": "demp|dempen",
        "unmute": "dempen … opheffen|hef … dempen … op|geluid … aan",
        "set": "zet|stel|stel … in|maak|dim|dimmen|verander|doe|verhoog|verlaag|open|regel",
        "up": "zet … harder|maak … harder|harder|verhoog",
        "down": "zet … zachter|maak … zachter|zachter|verlaag",
        "press": "druk|druk … op",
    },
    bare={"aan": "on", "uit": "off", "open": "open", "dicht": "close", "omhoog": "open", "omlaag": "close"},
    kinds={
        "light": "licht|lichten|lamp|lampen|verlichting",
        "fan": "ventilator|ventilatoren",
        "switch": "schakelaar|stopcontact|stekker",
        "cover.blind+shade+shutter": "jaloezie|jaloezieen|rolgordijn|rolgordijnen|zonwering",
        "cover.shutter+blind": "rolluik|rolluiken|luik|luiken",
        "cover.curtain": "gordijn|gordijnen",
        "cover.awning": "zonnescherm|luifel",
        "cover.garage": "garagedeur|garage|garagepoort",
        "cover.garage+door+gate&lock": "deur|deuren|poort|hek",
        "cover.window&lock": "raam|ramen",
        "lock": "slot|sloten",
        "valve": "kraan|klep|ventiel",
        "vacuum": "stofzuiger|robotstofzuiger|robot",
        "lawn_mower": "grasmaaier|robotmaaier|maaier",
        "media_player": "speaker|luidspreker|tv|televisie|muziek|radio|mediaspeler|speler|nummer|liedje|geluid",
        "climate": "thermostaat|verwarming|airco|airconditioning|kachel",
        "humidifier": "luchtbevochtiger|ontvochtiger",
        "todo": "lijst|lijstje|takenlijst|taak|taken|todo",
        "scene": "scene",
        "script": "script",
        "siren": "sirene",
        "button&input_button": "knop",
    },
    quantities={
        "brightness": "helderheid",
        "volume": "volume",
        "temperature": "temperatuur|graad|graden",
        "color_temperature": "kelvin|kleurtemperatuur",
        "speed": "snelheid|stand",
        "position": "positie",
        "humidity": "luchtvochtigheid|vochtigheid",
    },
    colors={
        "red": "rood|rode",
        "green": "groen|groene",
        "blue": "blauw|blauwe",
        "yellow": "geel|gele",
        "orange": "oranje",
        "purple": "paars|paarse",
        "pink": "roze",
        "white": "wit|witte",
        "violet": "violet",
        "cyan": "cyaan",
        "turquoise": "turquoise|turkoois",
        "brown": "bruin",
    },
    numbers={"helft": 50, "half": 50, "maximum": 100},
    fillers="de het een in op van naar aan te mijn onze ons alsjeblieft graag nu even kun kan je kunt u wil ik "
    "procent % ° "
    "graad graden celsius k kleur bedankt voor bij met me apparaat hey ok zou willen",
    homes="basis basisstation station dock huis terug laadstation",
    to="naar op tot",
    everything="alle alles overal hele huis",
    here="hier|in deze kamer",
    it="hem die dat deze",
    joints="en dan daarna",
    stoppers="niet geen behalve zonder als wanneer totdat na voordat later morgen vanavond minuut minuten uur "
    "seconde seconden "
    "timer herinner waarom wat wie hoe welke andere meer minder beetje weer nog",
    lists=Lists(
        add=frozenset({"zet", "voeg", "schrijf", "noteer"}),
        remove=frozenset({"verwijder", "haal", "schrap"}),
        complete=frozenset({"vink"}),
        between=frozenset({"op", "aan", "van", "in"}),
        after=frozenset({"toe", "af"}),
    ),
)

LIMITS = Limits(
    order="zet|zetten|doe|doen|schakel|schakelen|open|openen|sluit|sluiten|draai|draaien|start|starten|stop|"
    "stoppen|speel|dim|dimmen|vergrendel|vergrendelen|ontgrendel|ontgrendelen|maak|raak|"
    "(?:aan|uit|open|dicht|af|op)(?:zetten|doen|maken|draaien|raken|spelen)|(?:in|uit)schakelen",
    joints="en dan",
    but="maar",
    excepting="(?:behalve|uitgezonderd|met uitzondering van|(?:maar|alleen) niet)|"
    "(?:op|alleen) (?P<zone>.+) (?:na|niet)(?=$| (?:uit|aan|dicht|open)$)|buiten|afgezien van",
    nothing_of="^(?:niet|geen)",
    forbidding="^(?!.*(?:is|zijn|was|staat|staan|brandt|gaat)).*(?:niet|nooit)(?: (?:meer|nu|weer|opnieuw|"
    r"te))* (?:{order}|aan|uit|open|dicht|op|neer|in)|^(?:\w+ )?{order} .*niet$|"
    r"{order} (?:nu |alsjeblieft )?(?:niet|nooit|geen)|blijf (?:\w+ ){0,4}af|"
    r"(?:niet|nooit) (?:\w+ ){0,5}{order}(?: hoor)?$|afblijven|"
    r"(?:mag|mogen) (?:je |de |het )?(?:\w+ ){0,3}(?:niet|nooit)|ik wil niet dat|in geen geval|"
    r"onder geen (?:beding|enkele omstandigheid)|geen \w+ (?:aan|uit|afspelen|opzetten)|niemand mag",
    keeping=r"laat(?: \w+){1,6}? (?:aan|uit|open|dicht|branden|staan|zoals|met rust)|laten (?:branden|staan)|"
    r"(?:aan|uit|open|dicht)(?:laten| laten|blijven| blijven)|blijf\w* (?:aan|uit|open|dicht)|"
    r"^laat (?:de|het|die|dat|mijn|onze) \w+$",
    polite="(?:kun|kan|wil|zou|kunt) (?:je|u|jij) niet|waarom|vergeet niet",
    later="om (?:half |kwart (?:over |voor )?)?{n}(?: uur)?|{n} uur|"
    "over (?:ongeveer )?(?:{n}|een|een half|een paar|anderhalf) (?:half )?(?:seconden?|minuten|minuut|uur|"
    "uren|dag|dagen)|(?:gedurende|voor) (?:{n}|een|een half) (?:seconden?|minuten|minuut|uur|uren)|"
    r"(?:morgen|vanavond|vannacht|vanmiddag|straks|later|elke (?:ochtend|avond|dag|nacht|week|\w+dag)|"
    r"iedere (?:ochtend|avond|dag|nacht)|s (?:morgens|avonds|nachts|ochtends)|bij zons(?:op|onder)\w+)|"
    "over (?:een )?(?:kwartier|kwartiertje|half uurtje|uurtje)|"
    "nog (?:{n}|een|even) (?:seconden?|minuten|minuut|uur|kwartier)|"
    "(?:een|half|heel) (?:kwartier|kwartiertje|uurtje|halfuur|half uur)|"
    "(?:op |elke |volgende )?(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)|"
    "morgenochtend|morgenavond|overmorgen|na het (?:eten|ontbijt)|om middernacht|de hele (?:nacht|dag)|"
    "over {n} min",
    depending="(?:als|wanneer|zodra|tenzij|totdat|tot (?:ik|we|het|de)|zolang|nadat|voordat|indien)|"
    "^mocht(?:en)? (?:het|de|er|je|ik|iemand)|mits|mocht(?:en)? (?:het|de|er)|elke keer (?:dat|als)",
    independent="als (?:je (?:kunt|kan|wilt|wil)|het kan|mogelijk|dat kan)|als je het niet erg vindt|als je wil|"
    "als het (?:even )?(?:lukt|mag)|als je zo (?:lief|vriendelijk|goed)|"
    "tot (?:morgen|straks|later|zo|gauw|vanavond|ziens|zometeen)|"
    "(?:wanneer|als|zodra) je (?:kunt|kan|tijd hebt|zin hebt)|zodra mogelijk",
)

CLAIMS = Claims(
    saying="ok|oke|goed|prima|ja|natuurlijk|geen probleem|zeker|tuurlijk|graag|komt goed",
    done="klaar|gedaan|gelukt|voor elkaar|geregeld|het is gebeurd|is gebeurd",
    deeds="ik (?:heb|zet|doe|schakel|open|sluit|start|stop|voeg|stel|vergrendel|ontgrendel|dim|herinner|waarschuw|"
    "wek|maak)|"
    r"ik (?:zal|ga) (?:\w+ ){0,4}?(?:aan|uit|op|open|dicht)?(?:zetten|doen|schakelen|openen|sluiten|"
    r"herinneren|waarschuwen|wekken|dimmen|maken)|heb ik .*ge\w+$|"
    "ik (?:draai|laat|speel|stuur|verhoog|verlaag|regel)",
    results=r"(?:is|zijn) nu|(?:is|zijn|wordt|worden) (?:\w+ )?(?:\w*ge\w+[dtn]|vergrendeld|ontgrendeld)|nu|"
    r"op (?:je|de|het|jouw) (?:\w+)?lijst(?:je)?|onderweg|aan de (?:slag|gang)|bezig|op slot|"
    r"(?:brandt|branden|speelt|spelen|loopt|lopen|rijdt|draait|draaien) (?:\w+ )*(?:nu|weer|al)?|"
    r"op \d+ (?:graden|procent|%)|\w*ge(?!en|woon|noeg|rust)\w+(?:t|d|en)(?: voor .*)?$",
    be="is|zijn|staat|staan|gaat|gaan",
    states=r"aan|uit|open|dicht|\w*(?:aan|uit|in|af|op)ge(?:zet|daan|schakeld|maakt)|geopend|gesloten|"
    "vergrendeld|ontgrendeld|gedimd|gestart|gestopt|gepauzeerd|toegevoegd|ingesteld|op slot",
    never="kom|het ziet|ziet|hoe|ga|kijk|hou|wat|waar|ik|je|we|er|slaap|rust|zie|blijf|zoals|van",
    after="nu|weer|voor je|ook|zoals gevraagd|alweer",
    denies="niet|geen(?! probleem)|fout|sorry|helaas|kon|wil je|welke|welk|als|wanneer|kun je|nooit|zal ik|of|"
    "niets|niemand|ik kan|ik zou|misschien|wil ik|kan ik|onmogelijk",
    idle="^(?:een|om) .*|"
    "(?:als|kan|kunt|kun|zou|misschien|zeg|vertel|hallo|hoi|goede(?:morgen|middag|avond|nacht)|goedenavond|"
    "bedankt|dank|graag gedaan|nodig|onbereikbaar|sorry|normaal|welterusten)",
)
