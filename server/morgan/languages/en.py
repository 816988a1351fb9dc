"""English."""

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

ENGLISH = Language(
    code="en",
    questions=Questions(
        opens="what|whats|which|who|whos|whose|where|wheres|why|how|hows|is|isnt|are|arent|was|were|am|does|doesnt|did|"
        "didnt|has|had|should|do (?:i|we|you|they|any|all|my)|dont (?:i|we|you|they)|have (?:i|we|you|they|any)|"
        "when (?:is|are|was|were|will|do|does|did|can|should|has|have)|tell me (?:if|what|which|who|where|when|why|how|"
        "whether|about|the)",
        asks="(?:can|could|would|will|wont) (?:you|we|i)|would you mind|how about|what about|why dont (?:you|we)|"
        "do me a favor",
        knows="(?:can|could|would|will) you (?:please )?(?:tell|say|check|see|find out|look|let me know|show|explain|"
        "remember|hear)",
        commands="turn|switch|set|open|close|shut|lock|unlock|start|stop|pause|resume|play|mute|unmute|add|put|dim|"
        "make|run",
    ),
    limits=LimitWords(
        order="(?:turn|switch|put|set|open|close|shut|lock|unlock|start|stop|play|pause|dim|raise|lower|activate|"
        "deactivate|enable|disable|power|touch|let|allow|bother|send|change|run|mute|press|trigger|use|adjust|roll|"
        "pull|draw|water|vacuum|add|remove|delete|cancel|announce|broadcast|clean|mow|arm|disarm|ring|skip|move|keep|"
        "leave)(?:t?ing|n?ed|ped|d)?",
        joints="and then",
        but="but",
        excepting="(?:except(?:ing)?(?: for)?|apart from|other than|aside from|excluding|with the exception of|save "
        "for|(?:just|only|but) not|leaving out)|just (?P<zone>.+) not$|bar(?= (?:the|my|our))|besides|save|minus|"
        "outside of|not(?= (?:in|on|at) )",
        nothing_of="^not",
        forbidding="(?:do not|dont|never|no need to|without)(?: (?:please|ever|you|dare|want|to|have|need|just|yet|"
        "now|go|and|try))* {order}|(?:must|should|shall|may)(?: not|nt)(?: be)? {order}|hands off|stay away from|keep "
        "(?:your hands off|away from)|(?:do not|dont|never) (?:under any circumstances|in any case|ever) {order}|make "
        "sure (?:not|you dont|nobody) (?:to )?{order}|(?:you|we) (?:cant|cannot|can not|are not to) {order}|(?:nobody|"
        "no one) (?:can|may|must|should|is to) {order}|(?:is|are) not to be {order}|rather you didnt|(?:avoid|refrain "
        "from) {order}|(?:need not|neednt|not necessary to) {order}",
        keeping=r"(?:leave|keep|let)(?: \w+){0,6}? (?:on|off|open|closed|locked|unlocked|alone|as it is|as they are|as "
        "is|like that|like this|stay|be|untouched)|(?:stays?|remains?) (?:on|off|open|closed|locked|as)|(?:can|may|"
        r"should|must) (?:stay|remain) \w+|(?:leave|keep) (?:\w+ ){1,6}(?:burning|up|down|shut|where (?:it is|they "
        r"are))|(?:just|only) keep (?:\w+ ){1,6}(?:going|running|lit)",
        polite="why (?:do not|dont)|(?:do not|dont) (?:forget|hesitate)",
        leaving="(?:do not|dont|never) (?:leave|keep)",
        later=r"(?:at|by|from|until|till|before|after|around) (?:{n}(?: {n})? ?(?:a ?m|p ?m|oclock|in the \w+ing|at "
        r"night|in the afternoon)|(?:half|quarter) (?:past|to) {n}|\d{1,2} \d\d|noon|midnight|sunset|sunrise|dusk|dawn|"
        "dark|bedtime)|in (?:about |around )?(?:{n}|an?|half an?|a few|a couple of)(?: and a half)? (?:seconds?|"
        "minutes?|hours?|days?|weeks?)|in half an hour|for (?:the next )?(?:{n}|an?|half an?|a few) (?:seconds?|"
        "minutes?|hours?|days?)|(?:tomorrow|tonight|later|daily|hourly|weekly)|(?:this|every|each|in the|on|next) "
        "(?:other )?(?:morning|evening|afternoon|night|day|hour|week|weekend|(?:week|mon|tues|wednes|thurs|fri|satur|"
        "sun)days?)|{n} (?:minutes?|hours?|seconds?) (?:from now|later)|(?:in )?(?:a |three )?quarters? of an hour|"
        "off at {n}|(?:at|around|by) (?:about )?(?:half|quarter) (?:past |to )?{n}|(?:open|close|shut|lock|unlock|"
        r"raise|lower)\b.* at {n}(?! ?(?:%|percent))$|at {n} {n}|(?:by|after|before|around|until) {n}$|(?:on )?(?:next "
        ")?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|all (?:night|day|evening)|overnight|within (?:{n}|an?|the "
        r"next) \w+|in a (?:moment|minute|bit|while|sec|second)|for (?:another|a couple of|a few|a|an|some|{n}) (?:\w+ "
        ")?(?:minutes?|mins?|hours?|hrs?|secs?|seconds?|while|time)|in (?:{n}|an?) (?:mins?|hrs?|secs?)",
        depending="(?:if|unless|when|whenever|as soon as|in case|as long as|until|once)|(?:after|before) (?:i|we|you|"
        "he|she|they|it|the|my|dinner|lunch|breakfast|work)|^should (?:it|the|he|she|they|we|i|anyone|somebody|"
        "someone)|provided(?: that)?|the moment|every time|each time",
        independent="if (?:you (?:can|could|would|please|like|want|dont mind|may|will|have time|get)|possible|its "
        "(?:possible|ok|no (?:trouble|problem|bother))|it is (?:possible|ok|no (?:trouble|problem|bother))|that is "
        "(?:ok|fine|possible)|thats (?:ok|fine|possible)|need be|needed|necessary)|(?:see|even) if|once (?:more|"
        "again)|at once|if (?:youd|youre|youll|its not (?:too|a problem|any))|(?:see you|bye|goodbye|talk to you|"
        r"catch you|until)(?: \w+)? (?:later|tomorrow|tonight|soon)|see you|when(?:ever)? you (?:can|get|have|are "
        r"ready|like|want)\w*|as soon as (?:you can|possible)",
    ),
    claims=Claims(
        saying="ok|okay|sure|sure thing|alright|all right|great|got it|no problem|no worries|certainly|of course|"
        "absolutely|right|yes|and|now|so|all|im|i am|sorry|there|there you go",
        done="done|complete|completed|finished|success|consider it done|all set|all done|taken care of|its done|that "
        "is done|thats done|on it|(?:turning|switching|shutting|setting|opening|closing|locking|unlocking|starting|"
        "stopping|pausing|resuming|muting|unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|"
        "activating|deactivating|playing|increasing|decreasing|lowering|raising|sending|putting|moving|unpausing|"
        "cleaning)|(?:turned|switched|opened|closed|locked|unlocked|started|stopped|paused|resumed|muted|unmuted|"
        "added|removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|set (?:the|your)|unpaused)",
        deeds="(?:i|we)(?:ve| have| had|ll| will|m| am)? (?:(?:now|just|also|successfully|already|been|all|simply|"
        "only|then|quickly|gone ahead and|went ahead and|going to) )*(?:turned|switched|shut|set|opened|closed|locked|"
        "unlocked|started|stopped|paused|resumed|muted|unmuted|added|removed|returned|skipped|dimmed|adjusted|changed|"
        "activated|deactivated|enabled|disabled|moved|played|increased|decreased|lowered|raised|sent|put|made|marked|"
        r"completed|cancelled|canceled|pressed|docked|placed|updated|reduced|brightened|replayed|running|un\w+ed|"
        "unpause|initiated|commanded|instructed|told|triggered|turning|switching|shutting|setting|opening|closing|"
        "locking|unlocking|starting|stopping|pausing|resuming|muting|unmuting|adding|removing|returning|skipping|"
        "dimming|adjusting|changing|activating|deactivating|playing|increasing|decreasing|lowering|raising|sending|"
        "putting|moving|unpausing|cleaning)|(?:i|we)(?:ll| will| just| have just) (?:now |just |also )?(?:turn|switch|"
        "set|open|close|lock|unlock|start|stop|pause|add|put|dim|play|remind|wake|notify|alert|take care|see to|make "
        "sure|let you know)|(?:its|it is|thats|that is|that has been|everything is|youre|you are) (?:all )?(?:done|"
        "set|taken care of|sorted)|successfully|as (?:requested|you asked)",
        results="(?:has|have|had|was|were|is|are)(?: (?:now|just|also|successfully|already|been|all|gone ahead and|"
        "going to|being))* (?:turned|switched|shut|set|opened|closed|locked|unlocked|started|stopped|paused|resumed|"
        "muted|unmuted|added|removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|enabled|disabled|"
        "moved|played|increased|decreased|lowered|raised|sent|put|made|marked|completed|cancelled|canceled|pressed|"
        r"docked|placed|updated|reduced|brightened|replayed|running|un\w+ed|unpause|initiated|commanded|instructed|"
        "told|triggered)|(?:is|are)(?: (?:now|just|also|successfully|already|been|all|gone ahead and|going to))* "
        "(?:turning|switching|shutting|setting|opening|closing|locking|unlocking|starting|stopping|pausing|resuming|"
        "muting|unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|activating|deactivating|"
        "playing|increasing|decreasing|lowering|raising|sending|putting|moving|unpausing|cleaning)|(?:should|will) "
        "(?:now )?be|now (?:on|off|open|closed|locked|unlocked|muted|paused|playing|set|at|docked)|(?:turned|"
        r"switched) (?:on|off|up|down)|set (?:to|at) \d|added to|skipped|(?<!for )(?<!right )now|(?:on|to|off) (?:your|"
        r"the|my|our) (?:\w+ )?list|on (?:its|their|the) way|under ?way|(?:timer|alarm|music|vacuum|mower|film|song|"
        r"radio)s? (?:is |are )?(?:running|going|started|on)|(?:set|down|up|turned) to \w+|(?:going|coming|heading) "
        r"(?:up|down|off|on|home|back)|here comes|here you go|there you (?:go|are)|at \d+(?: degrees| %| percent)|"
        "running$",
        be="is|are|its|theyre|lights are",
        states=r"on|off|open|shut|closed|locked|unlocked|muted|paused|playing|dimmed|out|\d+(?: %| percent)?",
        never="come|hang|hold|go|carry|move|whats|what|how|going|based|read|work|keep|dream|rock|right|from|later|and|"
        "find|figure|look|watch|check|way|ready|call|time|day|night",
        after="now|again|too|for you|as requested|as you asked|as well|then|at last|already",
        denies="currently|at the moment|before|until|tried|not|no|cannot|cant|couldnt|wasnt|werent|isnt|arent|dont|"
        "doesnt|didnt|havent|hasnt|wont|unable|failed|error|unfortunately|issue|problem|invalid|missing|would you|"
        "could you|can you|do you|if|when|while|once|unless|please|which|should i|shall i|let me know if|want me to|"
        "you can|can be|need to|needs to|must be|could be|try|trying|to be|to (?:turn|open|close|lock|unlock|set|"
        "pause|resume)|nothing|none|nobody|i can|i could|we can|i might|might|may|would|hard to|impossible|instead of|"
        "maybe|perhaps|wish",
        idle=r"^(?:an?|some|most|any|every|each) \w+|^to \w+ .*|(?:if|can|could|may|might|would|should|let me know|"
        "tell me|just say|say the word|you need|wish|maybe|perhaps|not sure|how|what|welcome|hello|hi|hey|thanks|"
        "thank you|glad|nice to|good (?:morning|evening|afternoon|night|day)|usually|generally|love to|like to|"
        "unreachable|unavailable|offline|needs?|reads|measures|sensor|thermometer|sun|press)",
    ),
    claim_openings=words(
        "i've i’ve i'm i’m i'll i’ll we've have has had been being am is are was were now will just done ok okay sure "
        "alright certainly got it's it’s that's turning turned setting set switching switched"
    ),
    excuses={
        "none": "I can only do plain commands, because no language model is set up.",
        "away": "I can not answer that now, because my language model can not be reached.",
        "gone": "I can not answer that, because the language model that was chosen for me is not there any more.",
        "blind": "I can not see that, because my language model can only read.",
        "failed": "I can not answer that now, because my language model did not answer.",
        "done": "Done.",
        "not-done": "I have not done that.",
        "not-all": "Not all of it worked.",
        "question": "That was a question, so I changed nothing.",
        "rounds": "I could not finish that. Please ask for one thing at a time.",
        "too-long": "That was too much for me at once. Please start a new conversation.",
    },
    choice=Choice("Which one do you mean: {}?", "or"),
    endings=Endings(
        hanging=words(
            "a an the and or but so then also plus um uh uhm erm er hmm well like because if when while until with "
            "without to of at by for from into onto about than as my your our his her their its this these those every "
            "each all in per is are was were be what whats which who whose set make please can could would will i im "
            "we you hey"
        ),
        phrases=phrases(
            "yes|no|yeah|nope|ok|okay|stop|cancel|never mind|nevermind|thanks|thank you|that is all|thats all|"
            "what time is it|whats the time|whats the date|what day is it|good night|good morning|cancel all timers|"
            "timer status|stop it|yes please|no thanks"
        ),
        timers=words("timer timers"),
        sets=words("set start create make add begin"),
        units=words("second seconds minute minutes hour hours"),
        states=words("is are was were did does has"),
        courtesies=words("please thanks"),
    ),
    clauses=Clauses(
        before=words(
            "and or but because although though while when where whereas which who whose whether if unless until since "
            "after before during with without from for at by in between under above near inside outside behind below "
            "through across within despite however then"
        ),
        leans=words(
            "a an the this that these those my your his her its our their is are am was were be been being has have "
            "had do does did will would can could may might must shall should not and or but nor of to at by for from "
            "with without in as than so if when while because between both either every each no i you he she it we "
            "they very too more less about just only even right shortly soon long there what how who"
        ),
        begin=words(
            "the a an this these those your my our his her its their some any every both to around about into onto "
            "over today tonight tomorrow yesterday already still currently again now"
        ),
        clings=words("of off on up down out away back ago later long old high wide o'clock am pm percent degrees than"),
        numbers=words(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand half "
            "quarter"
        ),
        describes=words(
            "new old big small little large good great main front back left right upper lower next last first second "
            "third same other own few many several most some any all such going able almost nearly roughly another "
            "over under around living dining on"
        ),
        joins_numbers=words("and or to past over"),
        abbreviations=words("approx dept dr eg fig ie jr mr mrs ms prof sr st vs e.g i.e"),
        verbs=words(
            "is are was were has have had will would can could should must may might goes comes gets takes seems "
            "becomes begins contains needs belongs lasts remains went came took began became fell rose"
        ),
        openers=words("last this next today tomorrow yesterday tonight right currently at in on during since by"),
        subjects=words("the there it you we they i he she your my our its all both"),
        adjectives_first=True,
        plural="s",
    ),
    numbers=Numbers(
        code="en",
        point="point",
        dot="dot",
        minus="minus",
        until="to",
        thousands=",",
        decimal=".",
        signs=signs(
            "percent | and | plus | equals | at | degrees | times | divided by | euros | dollars | pounds | about | "
            "at most | at least | number | micro | plus or minus"
        ),
        units=units(
            "one",
            "one",
            "degree Celsius/degrees Celsius | degree Fahrenheit/degrees Fahrenheit | degree/degrees | percent | "
            "kilometre per hour/kilometres per hour | mile per hour/miles per hour | "
            "metre per second/metres per second | kilometre/kilometres | metre/metres | centimetre/centimetres | "
            "millimetre/millimetres | mile/miles | foot/feet | kilowatt hour/kilowatt hours | watt hour/watt hours | "
            "kilowatt/kilowatts | megawatt/megawatts | watt/watts | volt/volts | amp/amps | hertz | "
            "kilogram/kilograms | gram/grams | milligram/milligrams | litre/litres | litre/litres | "
            "millilitre/millilitres | square metre/square metres | cubic metre/cubic metres | "
            "square metre/square metres | cubic metre/cubic metres | hectopascal/hectopascals | millibar/millibars | "
            "bar/bars | lux | decibel/decibels | part per million/parts per million | "
            "microgram per cubic metre/micrograms per cubic metre | hour/hours | minute/minutes | second/seconds | "
            "millisecond/milliseconds | gigabyte/gigabytes | megabyte/megabytes | terabyte/terabytes | "
            "kilobyte/kilobytes | megabit per second/megabits per second | millilitre/millilitres | pound/pounds | "
            "pound/pounds | ounce/ounces",
        ),
        currencies={
            "€": Currency(Counted("one euro", "euros"), Counted("one cent", "cents"), "and"),
            "$": Currency(Counted("one dollar", "dollars"), Counted("one cent", "cents"), "and"),
            "£": Currency(Counted("one pound", "pounds"), Counted("one penny", "pence"), "and"),
            "¥": Currency(Counted("one yen", "yen"), Counted("one sen", "sen"), "and"),
            "CHF": Currency(Counted("one Swiss franc", "Swiss francs"), Counted("one centime", "centimes"), "and"),
            "kr": Currency(Counted("one crown", "crowns"), Counted("one öre", "öre"), "and"),
        },
        abbreviations={
            r"e\.\s?g\.,?": "for example",
            r"i\.\s?e\.,?": "that is",
            r"etc\.": "et cetera",
            r"approx\.": "approximately",
            r"vs\.?": "versus",
            r"Mr\.?": "Mister",
            r"Mrs\.?": "Missis",
            r"Dr\.?": "Doctor",
            r"Prof\.": "Professor",
            r"temp\.": "temperature",
            "w/o": "without",
        },
        months=tuple(
            "January February March April May June July August September October November December".split()  # noqa: SIM905
        ),
        per=per("per", "day week month year hour minute person", "d:day h:hour min:minute"),
        halves={"½": "a half", "¼": "a quarter", "¾": "three quarters"},
        clock_dot=r"(?=\s?[ap]\.?m\b)",
    ),
    reading=Lexicon(
        verbs={
            "on": "illuminate|turn … on|switch … on|put … on|power … on|activate|enable",
            "off": "turn … off|switch … off|shut … off|power … off|put … out|deactivate|disable",
            "toggle": "toggle",
            "open": "open … up|open|raise|lift|pull … up|roll … up",
            "close": "close|shut|lower|pull … down|roll … down|draw",
            "lock": "lock … up|lock",
            "unlock": "unlock",
            "start": "start … up|start|run|begin|launch",
            "stop": "stop|halt",
            "return": "return|send … home|send … back|send … base|send … dock|dock|go … home",
            "pause": "pause",
            "resume": "resume|unpause|continue|keep … playing|play",
            "next": "next|skip|skip … next|play … next|go … next",
            "previous": "previous|skip … back|skip … previous|play … previous|go … back|go … previous|"
            "go … back … previous|go … back … last|play … last|replay|replay … last|replay … previous",
            "mute": "mute",
            "unmute": "unmute",
            "set": "set|change|adjust|dim|brighten|make|put|turn|turn … up|turn … down|raise|lower|increase|decrease|"
            "reduce|move|open|crank",
            "up": "turn … up|raise|increase|crank … up",
            "down": "turn … down|lower|decrease|reduce",
            "press": "press|push",
        },
        bare={"on": "on", "off": "off", "up": "up", "down": "down", "louder": "up", "quieter": "down"},
        kinds={
            "light": "light|lamp|lighting|bulb",
            "fan": "fan|ventilator",
            "switch": "switch|plug|outlet|socket",
            "cover": "cover",
            "cover.blind+shade+shutter+curtain": "blind",
            "cover.curtain": "curtain|drape",
            "cover.shade+blind": "shade",
            "cover.shutter+blind": "shutter",
            "cover.awning": "awning",
            "cover.garage": "garage door|garage|garage opener",
            "cover.garage+door+gate&lock": "door",
            "cover.gate+garage&lock": "gate",
            "cover.window&lock": "window",
            "lock": "lock|door lock|deadbolt",
            "valve": "valve|water valve|tap|faucet",
            "vacuum": "vacuum|vacuum cleaner|robot vacuum|vacuum robot|robot|hoover|cleaner",
            "lawn_mower": "mower|lawn mower|lawnmower",
            "media_player": "speaker|tv|television|telly|music|media|media player|player|radio|stereo|receiver|"
            "playback|song|track|video|movie|audio|sound",
            "climate": "thermostat|heating|heater|ac|air conditioner|air conditioning|aircon|climate",
            "humidifier": "humidifier|dehumidifier",
            "todo": "list|todo list|to do list|todo|task list|task|tasks list",
            "scene": "scene",
            "script": "script",
            "siren": "siren|alarm siren",
            "button&input_button": "button",
        },
        quantities={
            "brightness": "brightness",
            "volume": "volume|loudness",
            "temperature": "temperature|temp|degree",
            "color_temperature": "color temperature|colour temperature|color temp|white temperature|kelvin",
            "speed": "speed",
            "position": "position",
            "humidity": "humidity",
        },
        colors={
            "red": "red",
            "green": "green",
            "blue": "blue",
            "yellow": "yellow",
            "orange": "orange",
            "purple": "purple",
            "pink": "pink",
            "white": "white",
            "violet": "violet",
            "cyan": "cyan",
            "magenta": "magenta",
            "turquoise": "turquoise",
            "brown": "brown",
        },
        numbers={
            "half": 50,
            "halfway": 50,
            "max": 100,
            "highest": 100,
            "brightest": 100,
            "maximum": 100,
            "full": 100,
            "fully": 100,
        },
        fillers="the a an of in on at to my our your please can could would will you now for me i want would like need "
        "hey ok okay just percent % ° degree degrees celsius fahrenheit k so device color level located which thanks "
        "thank over room",
        to="to at",
        homes="base dock station home back charger charging its",
        everything="all every everything everywhere each both house home whole throughout entire",
        here="here|in here|this room|in this room",
        it="it that this them those these they",
        joints="and then also plus",
        stoppers="not dont never except but without unless if when while until after before later tomorrow tonight "
        "minute minutes hour hours second seconds timer remind why what who how whose else another other same more "
        "less bit little again",
        lists=Lists(
            add=words("add put write"),
            remove=words("remove delete take"),
            complete=words("complete check tick cross"),
            between=words("to on onto from off in into"),
            after=words("off"),
        ),
    ),
    hearing=Hearing(
        joining=words(
            "a an the this that these those my our your his her its their of in on at to from for with by and or but "
            "not no yes is are was were be been do does did has have had it i you he she we they me us him them there "
            "here what which who when where why how can could would will shall should may might must let lets please "
            "so if then than as up down out off over all every each any some one two more most very just now today "
            "tonight morning evening night day week month year yesterday"
        ),
        things=words(
            "room bedroom bathroom kitchen hall hallway office study attic basement cellar garage garden yard porch "
            "patio balcony terrace nursery lounge den pantry laundry closet stairs upstairs downstairs floor wall "
            "ceiling corner door window gate roof table desk bed chair couch sofa shelf lamp lamps light lights bulb "
            "spot strip fan heater oven stove fridge kettle toaster washer dryer tv television radio speaker music "
            "camera plug socket switch blind blinds curtain curtains shade shades shutter lock sensor vacuum robot "
            "fountain pool car red green blue white yellow orange purple pink warm cold hot bright dark left right "
            "front back top bottom small big old new first second third main"
        ),
        anything=words("add put remind call text message announce broadcast say tell write note search find play"),
        lists=words("list reminder named called"),
        sounds="^isl Al | (?<=[pkfsx])ed$ t | (?<=[^tdaeiou])ed$ d | ^kn n | ^wr r | ^gn n | ^ps s | ^wh w | ^wor wr | "
        "mb$ m | mbs$ mz | tch C | tion Sn | [sc]ion Sn | ture Cr | sch sk | eigh e | igh A | ough o | augh o | gh - | "
        "ph f | sh S | ch C | th T | qu kw | ck k | dge? J | nge nJ | ng$ N | ng N | sc(?=[eiy]) s | cc(?=[eiy]) ks | "
        "c(?=[eiy]) s | c k | q k | x ks | ^get get | ^gi(?=[rfv]) gi | g(?=[eiy]) J | eau o | gu(?=[ei]) g | ear ir | "
        "eer ir | oor or | our or | ee i | ea i | oo u | ou W | ow$ o | ow W | oi Q | oy Q | ai e | ay e | ei e | "
        "ey$ i | ie$ A | ie i | au o | aw o | oa o | ew u | ue$ u | ui u | oe o | air er | are$ er | er r | ir r | "
        "ur r | y(?=[aeiou]) j | ^y j | y$ i | y i | a(?=[^aeiouywx]e[sd]?$) e | i(?=[^aeiouywx]e[sd]?$) A | "
        "o(?=[^aeiouywx]e[sd]?$) o | u(?=[^aeiouywx]e[sd]?$) u | (?<=[aeiouy][^aeiouy])es$ z | (?<=[^aeiouy])e$ - | "
        "(?<=[^aeiou])le$ l | (?<=[aeiouy])s(?=[aeiou]) z | (?<=[bdgvmnlr])s$ z | ss s | j J | u a | a$ a",
    ),
)
