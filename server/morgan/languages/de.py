"""German."""

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

GERMAN = Language(
    code="de",
    questions=Questions(
        opens="was|wer|wie|wo|wann|warum|wieso|weshalb|welche|welcher|welches|welchen|wem|wen|ist|sind|war|waren|hat|"
        "haben|hast|lauft|brennt|gibt|bin|wird|sag mir|weisst du",
        asks="(?:kannst|konntest|wurdest|konnen|konnten|wurden|magst) (?:du|sie|ihr|wir)|wie ware es",
        knows="(?:kannst|konntest) du (?:mir )?(?:sagen|nachsehen|prufen|schauen)",
        commands="schalte|schalt|mach|mache|stelle|stell|offne|schliesse|starte|stoppe|fahre|setze",
    ),
    limits=LimitWords(
        order="(?:ein|an|aus|ab|auf|zu|um|hoch|runter|los)?(?:zu)?(?:schalt|mach|dreh|stell|fahr|schliess|sperr|knips|"
        "lass|spiel)(?:e|en|et|t|st)?|(?:offn|verriegel|verriegl|entriegel|entriegl|entsperr|dimm|start|stopp|setz|"
        "aktivier|deaktivier|pausier|zieh|anfass|beruhr|ruhr|senk|erhoh)(?:e|en|et|t|n)?",
        joints="und dann",
        but="aber sondern jedoch",
        excepting="(?:ausser|ausgenommen|mit ausnahme|bis auf(?! {n})|(?:nur|aber|jedoch|bloss) nicht)|(?:nur|bloss|"
        r"lediglich|allein) (?P<zone>.+) nicht$|abgesehen von|mit ausnahme \w+",
        nothing_of=r"^(?:nicht|kein\w*)",
        forbidding="^(?!.*(?:ist|sind|war|waren|geht|gehen|leuchtet|brennt|funktioniert)).*(?:nicht|nie|niemals|"
        "keinesfalls|auf keinen fall)(?: (?:bitte|mehr|jetzt|wieder|einfach|gleich|zu))* (?:{order}|ein|an|aus|ab|auf|"
        r"zu|hoch|runter)|^(?:\w+ )?{order} .*nicht$|{order} (?:(?:bitte|jetzt|mir|bloss|ja) )*(?:nicht|nie|niemals|"
        r"keinesfalls|kein\w*|auf keinen fall)|finger weg|hande weg|(?:nicht|nie|niemals) (?:\w+ ){0,5}{order}$|"
        "bleib weg|^(?!.*(?:ich|wir|man|er|es|sie|das ist)(?: |$)).*(?:nicht|niemals|auf keinen fall|"
        r"keinesfalls) (?:\w+ )?\w+(?:en|eln|ern)$|kein\w* (?:\w+ ){1,3}{order}(?<=en)$|(?:will|mochte|"
        r"wollen) nicht dass|nicht (?:notig|notwendig)|brauchst? \w+ nicht|niemand (?:darf|soll)|auf gar keinen fall|"
        "unter keinen umstanden|(?:bitte|bloss|ja) nicht$",
        keeping=r"(?:lass|lasse|lasst|lassen|belass|belasse)(?: \w+){1,8}? (?:an|aus|offen|zu|auf|geschlossen|"
        "eingeschaltet|ausgeschaltet|in ruhe|brennen|so|wie|(?<!nach )oben)|(?:an|aus|offen|zu|brennen|in ruhe|so) "
        r"?lassen|(?:an|aus|offen|zu|so) ?bleib\w*|bleib\w* (?:\w+ ){0,3}(?:an|aus|offen|zu|so)|(?:lass|lasse|lasst) "
        r"(?:\w+ ){1,5}(?:ruhig|weiter) ?(?:laufen|spielen|leuchten)",
        polite=r"(?:kannst|konntest|wurdest|willst|magst|mochtest) du nicht|(?:warum|wieso)|"
        r"vergiss(?: \w+){0,4}? nicht",
        leaving=r"lass\w*(?: \w+){1,5}? nicht (?:an|aus|offen|zu|auf|brennen|laufen)|nicht (?:an|offen|auf|"
        "brennen) ?lassen",
        later="um (?:halb |viertel (?:vor |nach )?|kurz (?:vor |nach ))?{n}(?: {n})?(?: uhr)?(?! (?:%|prozent|grad|"
        "stufe|stufen|minuten?|stunden?|lauter|leiser|heller|dunkler|hoher|warmer|kalter|niedriger|tiefer|weiter))|"
        "{n} uhr|in (?:etwa |ungefahr )?(?:{n}|einer|eineinhalb|ein paar|einigen|der halben|"
        "einer halben) (?:halben )?(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?)|fur (?:{n}|eine|eine halbe|"
        r"die nachsten \w+) (?:sekunden?|minuten?|stunden?)|(?:morgen (?:fruh|abend|mittag|um|nachmittag)|morgens|"
        "abends|nachts|heute (?:abend|nacht|nachmittag)|spater|nachher|taglich|stundlich|jed(?:en|e|es) (?:morgen|"
        r"abend|tag|nacht|stunde|woche|\w+tag))|morgen$|^morgen (?:{order})|(?:bei|nach|vor|zum) sonnen(?:auf|"
        "unter)gang|in (?:einer|einem) viertelstunde|in (?:einer )?dreiviertelstunde|noch (?:{n}|eine|"
        "ein paar) (?:sekunden?|minuten?|stunden?)|(?:eine )?viertelstunde lang|(?<!guten )morgen|ubermorgen|(?:am |"
        "jeden |nachsten )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?|am (?:abend|morgen|"
        "vormittag|nachmittag|mittag|wochenende)|(?:um )?mitternacht|mittags|gegen {n}|ab {n}(?! (?:%|prozent|grad))|"
        "in (?:{n}|anderthalb) (?:min|sek|std|minuten|stunden)|(?:{n}|eine|ein paar) (?:minuten?|stunden?|"
        "sekunden?) lang|nach dem (?:essen|film|fruhstuck)|alle {n} (?:minuten|stunden)|(?:die ganze|uber) nacht",
        depending=r"(?:wenn|falls|sobald|solange|bis (?:ich|wir|es|das|die|der)|nachdem|bevor|sofern)|^sollte\w* (?:es|"
        "das|die|der|ich|jemand)|^bei (?:frost|regen|sturm|schnee|hitze|gewitter)",
        independent="wenn (?:du (?:kannst|magst|willst|so)|moglich|es (?:geht|moglich))|falls moglich|wenn es (?:dir|"
        "euch|ihnen) nichts ausmacht|wenn (?:du|ihr|sie) nichts dagegen|bis (?:spater|morgen|nachher|gleich|bald|dann|"
        "heute abend)|(?:wenn|sobald) du (?:kannst|dazu kommst|zeit hast)|sobald (?:moglich|es geht)|guten morgen|"
        "gute nacht|guten abend",
    ),
    claims=Claims(
        saying="ok|okay|gut|alles klar|klar|gerne|gern|ja|so|kein problem|natuerlich|naturlich|sicher|bitte",
        done="erledigt|fertig|gemacht|erfolgreich|wird gemacht|wird erledigt|ist erledigt|schon passiert|"
        "schon erledigt",
        deeds="ich (?:habe|hab|mach|stell|schalt|dreh|drehe|fahr|setz|leg|lege|spiel|spiele|regle|sperre|schick|"
        "schicke|erhohe|senke|schalte|mache|stelle|offne|schliesse|setze|starte|fuge|verriegle|entriegle|dimme|fahre|"
        "pausiere|erinnere|wecke|kummere|sage dir|gebe dir bescheid)|ich werde (?:dich |dir |das |die |den |"
        r"es )*(?:\w+ ){0,3}?(?:\w+en)|habe ich .*\w+(?:t|en)$|(?:hab|habe) ich .*ge\w+$",
        results="(?:wurde|wurden|wird|werden)|(?:ist|sind) (?:jetzt|nun)|(?:jetzt|nun) (?:an|aus|ein|offen|zu|"
        r"\w*ge\w+(?:t|en)|verriegelt|entriegelt)|(?:ein|aus|ab|um)geschaltet|(?:geoffnet|geschlossen|hinzugefugt|"
        "gestartet|gestoppt|pausiert|verriegelt|entriegelt|eingestellt)$|jetzt|nun|auf (?:der|die|deine|"
        r"deiner) (?:\w+)?liste|unterwegs|(?:fahrt|fahren|lauft|laufen|geht|gehen|startet|starten) (?:\w+ )*(?:los|"
        r"hoch|runter|zu|auf|an|aus|weiter)?|auf \w+ (?:grad|prozent|%)|\w*ge(?!nug|gen|rn|stern|schehen|funden|"
        r"horen)\w+(?:t|en)$|lauft|spielt",
        be="ist|sind|steht|stehen|brennt",
        states="an|aus|offen|zu|auf|eingeschaltet|ausgeschaltet|angeschaltet|abgeschaltet|ausgemacht|angemacht|"
        "geoffnet|geschlossen|verriegelt|entriegelt|abgeschlossen|gedimmt|gestartet|gestoppt|pausiert|hinzugefugt|"
        "eingestellt|heruntergefahren|hochgefahren",
        never="sieht|seht|es|das sieht|wie|geht|kommt|komm|hor|hore|macht|fallt|ruh|ruhe|pass|halt|schau|lauft|von|bis|"
        "was|er|sie|ich|du|wir|gut|hallo|immer|weiter|ab|noch|schlaf|ruf",
        after="jetzt|nun|wieder|fur dich|wie gewunscht",
        denies="nicht|kein|keine|keinen|keinem|keiner|leider|fehler|konnte|konnten|mochtest|soll ich|welche|welches|"
        "welcher|welchen|kannst du|muss|musst|wenn|falls|ob|nie|nichts|niemand|ich kann|ich konnte|wurde ich|ich wurde|"
        "vielleicht|moglicherweise|unmoglich|wurdest|gerne wenn|moechtest",
        idle="^(?:ein|eine|einen|dafur|dazu|um) .*|(?:wenn|falls|kann|konnte|konnten|konntest|konnten|wurde|musste|"
        "mussten|brauchte|brauche|brauchst|sag|sagen sie|mochte|mochten|vielleicht|tut mir leid|hallo|guten (?:morgen|"
        "tag|abend)|gute nacht|danke|gern geschehen|bitte sehr|normalerweise|freut mich|unerreichbar|nicht sicher|"
        "misst|zeigt|fuhler|sensor|sonne|versucht)",
    ),
    claim_openings=words(
        "habe hab ist sind war wurde wurden wird werden jetzt nun erledigt gut klar okay ok gerne alles schalte mache "
        "stelle fertig"
    ),
    excuses={
        "none": "Ich verstehe nur einfache Befehle, weil kein Sprachmodell eingerichtet ist.",
        "away": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht erreichbar ist.",
        "gone": "Das kann ich nicht beantworten, weil es das Sprachmodell nicht mehr gibt, das für mich gewählt wurde.",
        "blind": "Das kann ich nicht sehen, weil mein Sprachmodell nur lesen kann.",
        "failed": "Das kann ich gerade nicht beantworten, weil mein Sprachmodell nicht geantwortet hat.",
        "done": "Erledigt.",
        "not-done": "Das habe ich nicht gemacht.",
        "not-all": "Es hat nicht alles geklappt.",
        "question": "Das war eine Frage, darum habe ich nichts geändert.",
        "rounds": "Damit bin ich nicht fertig geworden. Bitte frag nach einer Sache auf einmal.",
        "too-long": "Das war mir zu viel auf einmal. Bitte beginne ein neues Gespräch.",
    },
    choice=Choice("Was davon meinst du: {}?", "oder"),
    endings=Endings(
        courtesies=words("bitte danke"),
        hanging=words(
            "der die das den dem des ein eine einen einem einer und oder aber dann also auch noch ahm ah ahm hm weil "
            "wenn wahrend bis mit ohne nach von bei fur uber in im ins am beim zum zur mein meine meinen meiner dein "
            "deine unser unsere diese dieser dieses alle jede jeden pro ist sind war was welche wer bitte kannst "
            "konntest ich wir du stelle setze"
        ),
        phrases=phrases(
            "ja|nein|nee|okay|ok|stopp|stop|abbrechen|schon gut|vergiss es|danke|das ist alles|wie spat ist es|"
            "gute nacht|guten morgen|alle timer abbrechen"
        ),
        timers=words("timer wecker"),
        sets=words("stelle stell setze starte erstelle"),
        units=words("sekunde sekunden minute minuten stunde stunden"),
        states=words("ist sind war waren"),
    ),
    clauses=Clauses(
        before=words(
            "und oder aber sondern denn weil obwohl während wenn falls sobald bis seit nachdem bevor damit dass ob "
            "wobei wo mit ohne für von bei nach vor zwischen unter über neben hinter durch gegen wegen trotz im am in"
        ),
        leans=words(
            "ein eine einen einem einer eines der die das den dem des dieser diese dieses mein dein sein ihr unser ist "
            "sind bin war waren wird werden hat haben kann soll muss nicht und oder aber zu mit ohne für von bei nach "
            "vor zwischen unter über neben in im am an auf aus um als wie so wenn weil dass ich du er sie es wir man "
            "sehr mehr kurz erst nur auch"
        ),
        begin=words(
            "das die den der dem ein eine einen dein deine mein meine auf um ab heute gestern jetzt noch schon gerade "
            "wieder"
        ),
        clings=words("an aus ab auf zu hin her weg uhr als"),
        numbers=words(
            "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert "
            "tausend halb viertel"
        ),
        describes=words(
            "alle viele einige etwa fast rund jede jeder jedes kein keine deine meine seine ihre unsere neue"
        ),
        joins_numbers=words("und oder bis nach vor"),
        abbreviations=words("bzw ca evtl ggf hr inkl mind nr str tel vgl zzgl z.b d.h u.a o.ä"),
    ),
    numbers=Numbers(
        code="de",
        point="Komma",
        dot="Punkt",
        minus="minus",
        until="bis",
        thousands=".",
        decimal=",",
        signs=signs(
            "Prozent | und | plus | gleich | at | Grad | mal | durch | Euro | Dollar | Pfund | etwa | höchstens | "
            "mindestens | Nummer | Mikro | plus minus"
        ),
        units=units(
            "ein",
            "eine",
            "Grad Celsius | Grad Fahrenheit | Grad | Prozent | Kilometer pro Stunde | "
            "~Meile pro Stunde/Meilen pro Stunde | Meter pro Sekunde | Kilometer | Meter | Zentimeter | Millimeter | "
            "~Meile/Meilen | Fuß | ~Kilowattstunde/Kilowattstunden | ~Wattstunde/Wattstunden | Kilowatt | Megawatt | "
            "Watt | Volt | Ampere | Hertz | Kilogramm | Gramm | Milligramm | Liter | Liter | Milliliter | "
            "Quadratmeter | Kubikmeter | Quadratmeter | Kubikmeter | Hektopascal | Millibar | Bar | Lux | Dezibel | "
            "Teil pro Million/Teile pro Million | Mikrogramm pro Kubikmeter | ~Stunde/Stunden | ~Minute/Minuten | "
            "~Sekunde/Sekunden | ~Millisekunde/Millisekunden | Gigabyte | Megabyte | Terabyte | Kilobyte | "
            "Megabit pro Sekunde | Milliliter | Pfund | Pfund | ~Unze/Unzen",
        ),
        currencies={
            "€": Currency(Counted("ein Euro", "Euro"), Counted("ein Cent", "Cent"), names_part=False),
            "$": Currency(Counted("ein Dollar", "Dollar"), Counted("ein Cent", "Cent"), names_part=False),
            "£": Currency(Counted("ein Pfund", "Pfund"), Counted("ein Penny", "Pence"), names_part=False),
            "¥": Currency(Counted("ein Yen", "Yen"), Counted("ein Sen", "Sen")),
            "CHF": Currency(Counted("ein Franken", "Franken"), Counted("ein Rappen", "Rappen"), names_part=False),
            "kr": Currency(Counted("eine Krone", "Kronen"), Counted("ein Öre", "Öre"), names_part=False),
        },
        abbreviations={
            r"z\.\s?B\.": "zum Beispiel",
            r"d\.\s?h\.": "das heißt",
            r"u\.\s?a\.": "unter anderem",
            r"usw\.": "und so weiter",
            r"etc\.": "et cetera",
            r"bzw\.": "beziehungsweise",
            r"ca\.": "circa",
            r"Nr\.": "Nummer",
            r"Dr\.": "Doktor",
            r"evtl\.": "eventuell",
            r"ggf\.": "gegebenenfalls",
            r"inkl\.": "inklusive",
            r"Std\.": "Stunden",
            r"Min\.": "Minuten",
        },
        months=tuple(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
        ),
        per=per("pro", "Tag Woche Monat Jahr Stunde Minute Person", "d:Tag h:Stunde min:Minute"),
        halves={"½": "ein halb", "¼": "ein viertel", "¾": "drei viertel"},
        clock=r"(?:\sUhr\b)?",
        clock_dot=r"(?=\s?Uhr\b)",
    ),
    reading=Lexicon(
        verbs={
            "on": "schalte … ein|schalt … ein|schalte … an|schalt … an|mache … an|mach … an|einschalten|anschalten|"
            "anmachen|dreh … an|aktiviere|aktivieren|knips … an|stell … an|stelle … an",
            "off": "schalte … aus|schalt … aus|schalte … ab|mache … aus|mach … aus|ausschalten|ausmachen|abschalten|"
            "dreh … ab|deaktiviere|deaktivieren|knips … aus|stell … aus|stelle … aus|stell … ab|stelle … ab",
            "toggle": "schalte … um|schalt … um|umschalten",
            "open": "offne|offnen|mache … auf|mach … auf|aufmachen|fahre … hoch|fahr … hoch|hochfahren|ziehe … hoch|"
            "zieh … hoch|fahre … auf|fahr … auf|dreh … auf|drehe … auf",
            "close": "schliesse|schliess|schliessen|mache … zu|mach … zu|zumachen|fahre … runter|fahr … runter|"
            "runterfahren|fahre … herunter|fahr … herunter|herunterfahren|lass … runter|lass … herunter|fahre … zu|"
            "fahr … zu|dreh … zu|drehe … zu",
            "lock": "verriegle|verriegele|verriegeln|sperre … ab|sperr … ab|absperren|sperre … zu|sperr … zu|"
            "schliesse … ab|schliess … ab|abschliessen",
            "unlock": "entriegle|entriegele|entriegeln|entsperre|entsperren|sperre … auf|sperr … auf|aufsperren|"
            "schliesse … auf|schliess … auf|aufschliessen",
            "start": "starte|start|starten|beginne",
            "stop": "stoppe|stopp|stoppen|halte … an|halt … an|anhalten|stop",
            "return": "schicke … zuruck|schick … zuruck|schicke … basis|schick … basis|schicke … ladestation|"
            "schick … ladestation|zur … zuruck|zuruckschicken|schicke … heim|schicke … hause",
            "pause": "pausiere|pausieren|pause",
            "resume": "setze … fort|setz … fort|fortsetzen|spiele … weiter|spiel … weiter|weiterspielen|mach … weiter",
            "next": "nachster|nachstes|nachste|nachsten|uberspringe|uberspringen",
            "previous": "vorheriger|vorheriges|vorherige|vorherigen|voriger|voriges|letztes",
            "mute": "stumm|schalte … stumm|schalt … stumm|stummschalten|mache … stumm|mach … stumm|stelle … stumm|"
            "stell … stumm",
            "unmute": "stummschaltung … auf|hebe … stummschaltung … auf|laut|schalte … laut",
            "set": "stelle|stell|setze|setz|dimme|dimm|dimmen|andere|mache|mach|regle|regele|drehe|dreh|fahre|fahr|"
            "schalte|schalt|erhohe|senke|verringere|offne|stellen|setzen|farbe",
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
        "meinen meiner unser unsere bitte mal doch jetzt kannst konntest du mir ich mochte will prozent % ° grad "
        "celsius k farbe danke gerat hey ok okay wurdest wir uns es",
        to="auf bis",
        homes="basis station ladestation dock hause zuruck",
        everything="alle alles allen uberall samtliche ganzen ganze haus",
        here="hier|in diesem zimmer|hier drin",
        it="ihn sie diese dieses diesen",
        joints="und dann danach",
        stoppers="nicht kein keine ausser ohne wenn falls sobald bis nachdem bevor spater morgen abend minute minuten "
        "stunde stunden sekunde sekunden timer erinnere warum was wer wie wann anderen andere mehr weniger bisschen "
        "wieder nochmal",
        lists=Lists(
            add=words("setze setz schreibe schreib fuge fug pack packe tu notiere"),
            remove=words("entferne losche streiche nimm"),
            complete=words("hake erledige"),
            between=words("auf zu zur zum von in"),
            after=words("hinzu dazu ab"),
        ),
    ),
    hearing=Hearing(
        joining=words(
            "ein eine einen einem einer eines der die das den dem des mein meine meinen meinem meiner unser unsere und "
            "oder aber nicht kein keine ja nein ist sind war waren sein hat haben hatte es ich du er sie wir ihr mir "
            "mich dir dich uns in im ins an am auf aus bei mit nach von vom zu zum zur für über unter vor hinter "
            "zwischen was welche welcher welches wer wann wo warum wie kann könnte würde will soll muss bitte so wenn "
            "dann als alle alles jede jeder jedes mehr sehr nur jetzt heute morgen abend da hier dort mal noch auch "
            "nacht tag woche monat jahr gestern"
        ),
        things=words(
            "zimmer schlafzimmer wohnzimmer esszimmer kinderzimmer arbeitszimmer gästezimmer badezimmer bad küche flur "
            "diele büro keller dachboden garage garten balkon terrasse wand decke boden ecke tür fenster tor dach "
            "tisch bett stuhl sofa regal lampe lampen licht lichter leuchte ventilator heizung ofen herd kühlschrank "
            "fernseher radio musik kamera steckdose schalter rollladen rolladen rollo jalousie vorhang schloss sensor "
            "staubsauger roboter rot grün blau weiß gelb orange lila rosa warm kalt hell dunkel links rechts oben "
            "unten klein groß alt neu haupt"
        ),
        anything=words(
            "setze setz füge füg erinnere erinner nenne ruf schick sag sage schreib notiere suche such spiele spiel"
        ),
        lists=words("liste einkaufsliste erinnerung namens"),
        sounds="tsch C | sch S | chs ks | ch x | ck k | tz ts | ^st St | ^sp Sp | ss s | ß s | z ts | "
        "s(?=[aeiouäöü]) z | ph f | th t | dt t | qu kv | ng N | nk Nk | ei A | ai A | ay A | ey A | ie i | eu Q | "
        "äu Q | au W | ä e | ö O | ü Y | y Y | ig$ ix | v f | w v | (?<=[aeiouäöü])h - | d$ t | b$ p | g$ k | er$ a | "
        "x ks | c(?=[eiy]) ts | c k | aa a | ee e | oo o",
    ),
)
