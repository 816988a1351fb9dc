"""Dutch."""

from morgan.languages.schema import (
    Choice,
    Claims,
    Clauses,
    Counted,
    Currency,
    Endings,
    Hearing,
    Language,
    Lexicon,
    LimitWords,
    Lists,
    Numbers,
    Questions,
)
from morgan.languages.writing import per, phrases, signs, units, words

DUTCH = Language(
    code="nl",
    questions=Questions(
        opens="wat|wie|waar|wanneer (?:is|zijn|gaat|komt|was)|waarom|hoe|welke|welk|is|zijn|was|waren|heeft|hebben|heb|"
        "staat|staan|brandt|vertel me",
        asks="(?:kun|kan|zou|wil|kunt) (?:je|u|jij)",
        knows="(?:kun|kan) je (?:me )?(?:vertellen|zeggen|kijken|controleren)",
        commands="zet|doe|schakel|open|sluit|start|stop|maak|stel|vergrendel",
    ),
    limits=LimitWords(
        order="zet|zetten|doe|doen|schakel|schakelen|open|openen|sluit|sluiten|draai|draaien|start|starten|stop|"
        "stoppen|speel|dim|dimmen|vergrendel|vergrendelen|ontgrendel|ontgrendelen|maak|raak|(?:aan|uit|open|dicht|af|"
        "op)(?:zetten|doen|maken|draaien|raken|spelen)|(?:in|uit)schakelen",
        joints="en dan",
        but="maar",
        excepting="(?:behalve|uitgezonderd|met uitzondering van|(?:maar|alleen) niet)|(?:op|alleen) (?P<zone>.+) (?:na|"
        "niet)(?=$| (?:uit|aan|dicht|open)$)|buiten|afgezien van",
        nothing_of="^(?:niet|geen)",
        forbidding="^(?!.*(?:is|zijn|was|staat|staan|brandt|gaat)).*(?:niet|nooit)(?: (?:meer|nu|weer|opnieuw|"
        r"te))* (?:{order}|aan|uit|open|dicht|op|neer|in)|^(?:\w+ )?{order} .*niet$|{order} (?:nu |"
        r"alsjeblieft )?(?:niet|nooit|geen)|blijf (?:\w+ ){0,4}af|(?:niet|nooit) (?:\w+ ){0,5}{order}(?: hoor)?$|"
        r"afblijven|(?:mag|mogen) (?:je |de |het )?(?:\w+ ){0,3}(?:niet|nooit)|ik wil niet dat|(?:hoeft|hoef|"
        r"hoeven)(?: \w+){0,5}? niet|niet nodig|in geen geval|"
        r"onder geen (?:beding|enkele omstandigheid)|geen \w+ (?:aan|uit|afspelen|opzetten)|niemand mag",
        keeping=r"laat(?: \w+){1,6}? (?:aan|uit|open|dicht|branden|staan|zoals|met rust)|laten (?:branden|staan)|"
        r"(?:aan|uit|open|dicht)(?:laten| laten|blijven| blijven)|blijf\w* (?:aan|uit|open|dicht)|^laat (?:de|het|die|"
        r"dat|mijn|onze) \w+$",
        polite=r"(?:kun|kan|wil|zou|kunt) (?:je|u|jij) niet|waarom|vergeet(?: \w+){0,4}? niet",
        leaving=r"laat(?: \w+){1,5}? niet (?:aan|open|branden|staan)|niet (?:aan|open|branden) ?laten",
        later="om (?:half |kwart (?:over |voor )?)?{n}(?: uur)?|{n} uur|over (?:ongeveer )?(?:{n}|een|een half|"
        "een paar|anderhalf) (?:half )?(?:seconden?|minuten|minuut|uur|uren|dag|dagen)|(?:gedurende|voor) (?:{n}|een|"
        "een half) (?:seconden?|minuten|minuut|uur|uren)|(?:morgen|vanavond|vannacht|vanmiddag|straks|later|"
        r"elke (?:ochtend|avond|dag|nacht|week|\w+dag)|iedere (?:ochtend|avond|dag|nacht)|s (?:morgens|avonds|nachts|"
        r"ochtends)|bij zons(?:op|onder)\w+)|over (?:een )?(?:kwartier|kwartiertje|half uurtje|uurtje)|nog (?:{n}|een|"
        "even) (?:seconden?|minuten|minuut|uur|kwartier)|(?:een|half|heel) (?:kwartier|kwartiertje|uurtje|halfuur|"
        "half uur)|(?:op |elke |volgende )?(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)|"
        "morgenochtend|morgenavond|overmorgen|na het (?:eten|ontbijt)|om middernacht|de hele (?:nacht|dag)|"
        "over {n} min",
        depending="(?:als|wanneer|zodra|tenzij|totdat|tot (?:ik|we|het|de)|zolang|nadat|voordat|indien)|"
        "^mocht(?:en)? (?:het|de|er|je|ik|iemand)|mits|mocht(?:en)? (?:het|de|er)|elke keer (?:dat|als)",
        independent="als (?:je (?:kunt|kan|wilt|wil)|het kan|mogelijk|dat kan)|als je het niet erg vindt|als je wil|"
        "als het (?:even )?(?:lukt|mag)|als je zo (?:lief|vriendelijk|goed)|tot (?:morgen|straks|later|zo|gauw|"
        "vanavond|ziens|zometeen)|(?:wanneer|als|zodra) je (?:kunt|kan|tijd hebt|zin hebt)|zodra mogelijk",
    ),
    claims=Claims(
        saying="ok|oke|goed|prima|ja|natuurlijk|geen probleem|zeker|tuurlijk|graag|komt goed",
        done="klaar|gedaan|gelukt|voor elkaar|geregeld|het is gebeurd|is gebeurd",
        deeds="ik (?:heb|zet|doe|schakel|open|sluit|start|stop|voeg|stel|vergrendel|ontgrendel|dim|herinner|waarschuw|"
        r"wek|maak)|ik (?:zal|ga) (?:\w+ ){0,4}?(?:aan|uit|op|open|dicht)?(?:zetten|doen|schakelen|openen|sluiten|"
        r"herinneren|waarschuwen|wekken|dimmen|maken)|heb ik .*ge\w+$|ik (?:draai|laat|speel|stuur|verhoog|verlaag|"
        "regel)",
        results=r"(?:is|zijn) nu|(?:is|zijn|wordt|worden) (?:\w+ )?(?:\w*ge\w+[dtn]|vergrendeld|ontgrendeld)|nu|"
        r"op (?:je|de|het|jouw) (?:\w+)?lijst(?:je)?|onderweg|aan de (?:slag|gang)|bezig|op slot|(?:brandt|branden|"
        r"speelt|spelen|loopt|lopen|rijdt|draait|draaien) (?:\w+ )*(?:nu|weer|al)?|op \d+ (?:graden|procent|%)|"
        r"\w*ge(?!en|woon|noeg|rust)\w+(?:t|d|en)(?: voor .*)?$",
        be="is|zijn|staat|staan|gaat|gaan",
        states=r"aan|uit|open|dicht|\w*(?:aan|uit|in|af|op)ge(?:zet|daan|schakeld|maakt)|geopend|gesloten|vergrendeld|"
        "ontgrendeld|gedimd|gestart|gestopt|gepauzeerd|toegevoegd|ingesteld|op slot",
        never="kom|het ziet|ziet|hoe|ga|kijk|hou|wat|waar|ik|je|we|er|slaap|rust|zie|blijf|zoals|van",
        after="nu|weer|voor je|ook|zoals gevraagd|alweer",
        denies="niet|geen(?! probleem)|fout|sorry|helaas|kon|wil je|welke|welk|als|wanneer|kun je|nooit|zal ik|of|"
        "niets|niemand|ik kan|ik zou|misschien|wil ik|kan ik|onmogelijk",
        idle="^(?:een|om) .*|(?:als|kan|kunt|kun|zou|misschien|zeg|vertel|hallo|hoi|goede(?:morgen|middag|avond|nacht)|"
        "goedenavond|bedankt|dank|graag gedaan|meet|toont|geeft aan|sensor|zon|geprobeerd|nodig|onbereikbaar|sorry|"
        "normaal|welterusten)",
    ),
    claim_openings=words("heb is zijn wordt worden gedaan klaar goed nu oké ok ik"),
    excuses={
        "none": "Ik begrijp alleen eenvoudige opdrachten, omdat er geen taalmodel is ingesteld.",
        "away": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet bereikbaar is.",
        "gone": "Dat kan ik niet beantwoorden, omdat het taalmodel dat voor mij gekozen is er niet meer is.",
        "blind": "Dat kan ik niet zien, omdat mijn taalmodel alleen kan lezen.",
        "failed": "Dat kan ik nu niet beantwoorden, omdat mijn taalmodel niet heeft geantwoord.",
        "done": "Gedaan.",
        "not-done": "Dat heb ik niet gedaan.",
        "not-all": "Niet alles is gelukt.",
        "question": "Dat was een vraag, dus ik heb niets veranderd.",
        "rounds": "Dat heb ik niet kunnen afmaken. Vraag één ding tegelijk.",
        "too-long": "Dat was te veel tegelijk. Begin een nieuw gesprek.",
    },
    choice=Choice("Welke bedoel je: {}?", "of"),
    endings=Endings(
        courtesies=words("alsjeblieft alstublieft bedankt"),
        hanging=words(
            "de het een en of maar dan dus ook nog eh uhm hmm omdat als wanneer terwijl tot met zonder naar van bij "
            "voor over in op per mijn jouw onze ons deze dit die alle elke is zijn was wat welke wie kan kun zou ik we "
            "wij je zet stel"
        ),
        phrases=phrases(
            "ja|nee|oke|ok|stop|annuleer|laat maar|dank je|bedankt|dat is alles|hoe laat is het|welterusten|goedenacht"
        ),
        timers=words("timer timers wekker"),
        sets=words("zet stel start maak"),
        units=words("seconde seconden minuut minuten uur uren"),
        states=words("is zijn was"),
    ),
    clauses=Clauses(
        before=words(
            "en of maar want omdat hoewel terwijl wanneer als zodra totdat sinds nadat voordat zodat waar met zonder "
            "voor van bij tussen onder boven naast achter door tegen vanwege ondanks in"
        ),
        leans=words(
            "een de het dit dat deze die mijn jouw je zijn haar ons onze hun is zijn was waren wordt worden heeft "
            "hebben kan moet zal niet en of maar te van met zonder voor bij tussen onder boven in op aan uit om als "
            "dan zo ik jij hij zij wij er heel meer minder net kort"
        ),
        begin=words("het de een dit deze je mijn jouw op om tot vanaf vandaag gisteren nu nog al weer"),
        clings=words("van aan uit op af toe weg uur dan"),
        numbers=words(
            "twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig veertig vijftig honderd "
            "duizend half kwart"
        ),
        describes=words(
            "alle veel enkele bijna ongeveer elke elk geen nieuwe grote kleine eerste tweede laatste vorige volgende "
            "andere hele goede oude"
        ),
        joins_numbers=words("en of om over"),
        abbreviations=words("bijv dhr mevr enz d.w.z o.a i.p.v m.b.t"),
        adjectives_first=True,
    ),
    numbers=Numbers(
        code="nl",
        point="komma",
        dot="punt",
        minus="min",
        until="tot",
        thousands=".",
        decimal=",",
        signs=signs(
            "procent | en | plus | is | apenstaartje | graden | keer | gedeeld door | euro | dollar | pond | ongeveer |"
            " hoogstens | minstens | nummer | micro | plus of min"
        ),
        units=units(
            "één",
            "één",
            "graad Celsius/graden Celsius | graad Fahrenheit/graden Fahrenheit | graad/graden | procent | "
            "kilometer per uur | mijl per uur | meter per seconde | kilometer | meter | centimeter | millimeter | "
            "mijl | voet | kilowattuur | wattuur | kilowatt | megawatt | watt | volt | ampère | hertz | kilogram | "
            "gram | milligram | liter | liter | milliliter | vierkante meter | kubieke meter | vierkante meter | "
            "kubieke meter | hectopascal | millibar | bar | lux | decibel | deel per miljoen/delen per miljoen | "
            "microgram per kubieke meter | uur | minuut/minuten | seconde/seconden | milliseconde/milliseconden | "
            "gigabyte | megabyte | terabyte | kilobyte | megabit per seconde | milliliter | pond | pond | ounce/ounces",
        ),
        currencies={
            "€": Currency(Counted("één euro", "euro"), Counted("één cent", "cent"), names_part=False),
            "$": Currency(Counted("één dollar", "dollar"), Counted("één cent", "cent"), names_part=False),
            "£": Currency(Counted("één pond", "pond"), Counted("één penny", "pence"), names_part=False),
            "¥": Currency(Counted("één yen", "yen"), Counted("één sen", "sen")),
            "CHF": Currency(Counted("één Zwitserse frank", "Zwitserse frank"), Counted("één rappen", "rappen"), "en"),
            "kr": Currency(Counted("één kroon", "kronen"), Counted("één öre", "öre"), names_part=False),
        },
        abbreviations={
            r"bijv\.": "bijvoorbeeld",
            r"d\.w\.z\.": "dat wil zeggen",
            r"o\.a\.": "onder andere",
            r"i\.p\.v\.": "in plaats van",
            r"m\.b\.t\.": "met betrekking tot",
            r"enz\.": "enzovoort",
            r"etc\.": "et cetera",
            r"ca\.": "circa",
            r"nr\.": "nummer",
            r"dhr\.": "de heer",
            r"mevr\.": "mevrouw",
        },
        months=tuple(
            "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
        ),
        per=per("per", "dag week maand jaar uur minuut persoon", "d:dag h:uur min:minuut"),
        halves={"½": "een half", "¼": "een kwart", "¾": "driekwart"},
        clock=r"(?:\suur\b)?",
        clock_dot=r"(?=\s?uur\b)",
    ),
    reading=Lexicon(
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
        "procent % ° graad graden celsius k kleur bedankt voor bij met me apparaat hey ok zou willen",
        to="naar op tot",
        homes="basis basisstation station dock huis terug laadstation",
        everything="alle alles overal hele huis",
        here="hier|in deze kamer",
        it="hem die dat deze",
        joints="en dan daarna",
        stoppers="niet geen behalve zonder als wanneer totdat na voordat later morgen vanavond minuut minuten uur "
        "seconde seconden timer herinner waarom wat wie hoe welke andere meer minder beetje weer nog",
        lists=Lists(
            add=words("zet voeg schrijf noteer"),
            remove=words("verwijder haal schrap"),
            complete=words("vink"),
            between=words("op aan van in"),
            after=words("toe af"),
        ),
    ),
    hearing=Hearing(
        joining=words(
            "een de het dit dat deze die mijn onze ons jouw zijn haar hun en of maar niet geen ja nee is was waren "
            "heeft hebben had ik jij je u hij zij ze wij we mij me jou van in op aan bij met naar uit voor over onder "
            "tussen te om tot wat welke wie wanneer waar waarom hoe kan kun kunt zou wil moet mag alsjeblieft als dan "
            "alle alles elke meer heel erg nu vandaag morgen avond hier daar er even nog ook nacht dag week maand jaar "
            "gisteren"
        ),
        things=words(
            "kamer slaapkamer woonkamer eetkamer kinderkamer badkamer keuken gang hal kantoor kelder zolder garage "
            "tuin balkon terras muur plafond vloer hoek deur raam poort dak tafel bed stoel bank plank lamp lampen "
            "licht lichten ventilator verwarming oven fornuis koelkast televisie tv radio muziek camera stopcontact "
            "schakelaar rolluik jaloezie gordijn gordijnen slot sensor stofzuiger robot rood groen blauw wit geel "
            "oranje paars roze warm koud links rechts boven onder klein groot oud nieuw"
        ),
        anything=words("voeg zet herinner noem bel stuur omroep zeg schrijf noteer zoek speel"),
        lists=words("lijst boodschappenlijst herinnering genaamd"),
        sounds="sch sx | ch x | ng N | nk Nk | sj S | tj C | ij A | ei A | ey A | ui W | ou W | au W | oe u | ie i | "
        "eu O | aa a | ee e | oo o | uu Y | gg x | g x | ck k | c(?=[eiy]) s | c k | qu kv | th t | ph f | w v | y i | "
        "x ks | u(?=[^aeiou][aeiou]) Y | d$ t | b$ p | en$ e | ë e | é e | ï i",
    ),
)
