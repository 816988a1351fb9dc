"""English."""

from morgan.agent.lexicon import Lexicon, Lists
from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

WORDS = Lexicon(
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
        "previous": "previous|skip … back|skip … previous|play … previous|go … back|go … previous|go … back … previous|"
        "go … back … last|play … last|replay|replay … last|replay … previous",
        "mute": "mute",
        "unmute": "unmute",
        "set": "set|change|adjust|dim|brighten|make|put|turn|turn … up|turn … down|raise|lower|increase|decrease|"
        "reduce|"
        "move|open|crank",
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
        "media_player": "speaker|tv|television|telly|music|media|media player|player|radio|stereo|receiver|playback|"
        "song|"
        "track|video|movie|audio|sound",
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
    fillers="the a an of in on at to my our your please can could would will you now for me i want would like need hey "
    "ok okay just percent % ° degree degrees celsius fahrenheit k so device color level located "
    "which thanks thank over room",
    homes="base dock station home back charger charging its",
    to="to at",
    everything="all every everything everywhere each both house home whole throughout entire",
    here="here|in here|this room|in this room",
    it="it that this them those these they",
    joints="and then also plus",
    stoppers="not dont never except but without unless if when while until after before later tomorrow tonight "
    "minute minutes hour hours second seconds timer remind why what who how whose else another other same more less "
    "bit little again",
    lists=Lists(
        add=frozenset({"add", "put", "write"}),
        remove=frozenset({"remove", "delete", "take"}),
        complete=frozenset({"complete", "check", "tick", "cross"}),
        between=frozenset({"to", "on", "onto", "from", "off", "in", "into"}),
        after=frozenset({"off"}),
    ),
)

LIMITS = Limits(
    order="(?:turn|switch|put|set|open|close|shut|lock|unlock|start|stop|play|pause|dim|raise|lower|activate|"
    "deactivate|enable|disable|power|touch|let|allow|bother|send|change|run|mute|press|trigger|use|adjust|"
    "roll|pull|draw|water|vacuum|add|remove|delete|cancel|announce|broadcast|clean|mow|arm|disarm|ring|skip|"
    "move|keep|leave)(?:t?ing|n?ed|ped|d)?",
    joints="and then",
    but="but",
    excepting="(?:except(?:ing)?(?: for)?|apart from|other than|aside from|excluding|with the exception of|save for|"
    "(?:just|only|but) not|leaving out)|just (?P<zone>.+) not$|bar(?= (?:the|my|our))|besides|save|minus|"
    "outside of|not(?= (?:in|on|at) )",
    nothing_of="^not",
    forbidding="(?:do not|dont|never|no need to|without)(?: (?:please|ever|you|dare|want|to|have|need|just|yet|now|go|"
    "and|try))* {order}|(?:must|should|shall|may)(?: not|nt)(?: be)? {order}|hands off|stay away from|"
    "keep (?:your hands off|away from)|"
    "(?:do not|dont|never) (?:under any circumstances|in any case|ever) {order}|"
    "make sure (?:not|you dont|nobody) (?:to )?{order}|"
    "(?:you|we) (?:cant|cannot|can not|are not to) {order}|"
    "(?:nobody|no one) (?:can|may|must|should|is to) {order}|(?:is|are) not to be {order}|"
    "rather you didnt|(?:avoid|refrain from) {order}",
    keeping=r"(?:leave|keep|let)(?: \w+){0,6}? (?:on|off|open|closed|locked|unlocked|alone|as it is|as they are|"
    "as is|like that|like this|stay|be|untouched)|(?:stays?|remains?) (?:on|off|open|closed|locked|as)|"
    r"(?:can|may|should|must) (?:stay|remain) \w+|"
    r"(?:leave|keep) (?:\w+ ){1,6}(?:burning|up|down|shut|where (?:it is|they are))",
    polite="why (?:do not|dont)|(?:do not|dont) (?:forget|hesitate)",
    later=r"(?:at|by|from|until|till|before|after|around) (?:{n}(?: {n})? ?(?:a ?m|p ?m|oclock|in the \w+ing|"
    r"at night|in the afternoon)|(?:half|quarter) (?:past|to) {n}|\d{1,2} \d\d|noon|midnight|sunset|sunrise|"
    "dusk|dawn|dark|bedtime)|"
    "in (?:about |around )?(?:{n}|an?|half an?|a few|a couple of)(?: and a half)? (?:seconds?|minutes?|"
    "hours?|days?|weeks?)|in half an hour|"
    "for (?:the next )?(?:{n}|an?|half an?|a few) (?:seconds?|minutes?|hours?|days?)|"
    "(?:tomorrow|tonight|later|daily|hourly|weekly)|"
    "(?:this|every|each|in the|on|next) (?:other )?(?:morning|evening|afternoon|night|day|hour|week|weekend|"
    "(?:week|mon|tues|wednes|thurs|fri|satur|sun)days?)|"
    "{n} (?:minutes?|hours?|seconds?) (?:from now|later)|(?:in )?(?:a |three )?quarters? of an hour|"
    "off at {n}|(?:at|around|by) (?:about )?(?:half|quarter) (?:past |to )?{n}|"
    r"(?:open|close|shut|lock|unlock|raise|lower)\b.* at {n}(?! ?(?:%|percent))$|at {n} {n}|"
    "(?:by|after|before|around|until) {n}$|"
    "(?:on )?(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|all (?:night|day|evening)|overnight|"
    r"within (?:{n}|an?|the next) \w+|in a (?:moment|minute|bit|while|sec|second)|"
    r"for (?:another|a couple of|a few|a|an|some|{n}) (?:\w+ )?(?:minutes?|mins?|hours?|hrs?|secs?|seconds?|"
    "while|time)|in (?:{n}|an?) (?:mins?|hrs?|secs?)",
    depending="(?:if|unless|when|whenever|as soon as|in case|as long as|until|once)|"
    "(?:after|before) (?:i|we|you|he|she|they|it|the|my|dinner|lunch|breakfast|work)|"
    "^should (?:it|the|he|she|they|we|i|anyone|somebody|someone)|provided(?: that)?|the moment|"
    "every time|each time",
    independent="if (?:you (?:can|could|would|please|like|want|dont mind|may|will|have time|get)|possible|"
    "its (?:possible|ok|no (?:trouble|problem|bother))|it is (?:possible|ok|no (?:trouble|problem|bother))|"
    "that is (?:ok|fine|possible)|thats (?:ok|fine|possible)|need be|needed|necessary)|(?:see|even) if|"
    "once (?:more|again)|at once|if (?:youd|youre|youll|its not (?:too|a problem|any))|"
    r"(?:see you|bye|goodbye|talk to you|catch you|until)(?: \w+)? (?:later|tomorrow|tonight|soon)|"
    r"see you|when(?:ever)? you (?:can|get|have|are ready|like|want)\w*|as soon as (?:you can|possible)",
)

CLAIMS = Claims(
    saying="ok|okay|sure|sure thing|alright|all right|great|got it|no problem|no worries|certainly|of course|"
    "absolutely|right|yes|and|now|so|all|im|i am|sorry|there|there you go",
    done="done|complete|completed|finished|success|consider it done|all set|all done|taken care of|its done|"
    "that is done|thats done|on it|"
    "(?:turning|switching|shutting|setting|opening|closing|locking|unlocking|starting|stopping|pausing|"
    "resuming|muting|unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|activating|"
    "deactivating|playing|increasing|decreasing|lowering|raising|sending|putting|moving|unpausing|cleaning)|"
    "(?:turned|switched|opened|closed|locked|unlocked|started|stopped|paused|resumed|muted|unmuted|added|"
    "removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|set (?:the|your)|unpaused)",
    deeds="(?:i|we)(?:ve| have| had|ll| will|m| am)? (?:(?:now|just|also|successfully|already|been|all|"
    "gone ahead and|going to) )*(?:turned|switched|shut|set|opened|closed|locked|unlocked|started|stopped|"
    "paused|resumed|muted|unmuted|added|removed|returned|skipped|dimmed|adjusted|changed|activated|"
    "deactivated|enabled|disabled|moved|played|increased|decreased|lowered|raised|sent|put|made|marked|"
    r"completed|cancelled|canceled|pressed|docked|placed|updated|reduced|brightened|replayed|running|un\w+ed|"
    "unpause|initiated|commanded|instructed|told|triggered|turning|switching|shutting|setting|opening|"
    "closing|locking|unlocking|starting|stopping|pausing|resuming|muting|unmuting|adding|removing|returning|"
    "skipping|dimming|adjusting|changing|activating|deactivating|playing|increasing|decreasing|lowering|"
    "raising|sending|putting|moving|unpausing|cleaning)|"
    "(?:i|we)(?:ll| will| just| have just) (?:now |just |also )?(?:turn|switch|set|open|close|lock|unlock|"
    "start|stop|pause|add|put|dim|play|remind|wake|notify|alert|take care|see to|make sure|let you know)|"
    "(?:its|it is|thats|that is|that has been|everything is|youre|you are) (?:all )?(?:done|set|"
    "taken care of|sorted)|successfully|as (?:requested|you asked)",
    results="(?:has|have|had|was|were|is|are)(?: (?:now|just|also|successfully|already|been|all|gone ahead and|"
    "going to|being))* (?:turned|switched|shut|set|opened|closed|locked|unlocked|started|stopped|paused|"
    "resumed|muted|unmuted|added|removed|returned|skipped|dimmed|adjusted|changed|activated|deactivated|"
    "enabled|disabled|moved|played|increased|decreased|lowered|raised|sent|put|made|marked|completed|"
    r"cancelled|canceled|pressed|docked|placed|updated|reduced|brightened|replayed|running|un\w+ed|unpause|"
    "initiated|commanded|instructed|told|triggered)|"
    "(?:is|are)(?: (?:now|just|also|successfully|already|been|all|gone ahead and|going to))* (?:turning|"
    "switching|shutting|setting|opening|closing|locking|unlocking|starting|stopping|pausing|resuming|muting|"
    "unmuting|adding|removing|returning|skipping|dimming|adjusting|changing|activating|deactivating|playing|"
    "increasing|decreasing|lowering|raising|sending|putting|moving|unpausing|cleaning)|"
    "(?:should|will) (?:now )?be|"
    "now (?:on|off|open|closed|locked|unlocked|muted|paused|playing|set|at|docked)|"
    r"(?:turned|switched) (?:on|off|up|down)|set (?:to|at) \d|added to|skipped|(?<!for )(?<!right )now|"
    r"(?:on|to|off) (?:your|the|my|our) (?:\w+ )?list|on (?:its|their|the) way|under ?way|"
    "(?:timer|alarm|music|vacuum|mower|film|song|radio)s? (?:is |are )?(?:running|going|started|on)|"
    r"(?:set|down|up|turned) to \w+|(?:going|coming|heading) (?:up|down|off|on|home|back)|here comes|"
    r"here you go|there you (?:go|are)|at \d+(?: degrees| %| percent)|running$",
    be="is|are|its|theyre|lights are",
    states=r"on|off|open|shut|closed|locked|unlocked|muted|paused|playing|dimmed|out|\d+(?: %| percent)?",
    never="come|hang|hold|go|carry|move|whats|what|how|going|based|read|work|keep|dream|rock|right|from|later|"
    "and|find|figure|look|watch|check|way|ready|call|time|day|night",
    after="now|again|too|for you|as requested|as you asked|as well|then|at last|already",
    denies="currently|at the moment|not|no|cannot|cant|couldnt|wasnt|werent|isnt|arent|dont|doesnt|didnt|havent|"
    "hasnt|wont|unable|failed|error|unfortunately|issue|problem|invalid|missing|would you|could you|"
    "can you|do you|if|when|while|once|unless|please|which|should i|shall i|let me know if|want me to|"
    "you can|can be|need to|needs to|must be|could be|try|trying|to be|"
    "to (?:turn|open|close|lock|unlock|set|pause|resume)|nothing|none|nobody|i can|i could|we can|"
    "i might|might|may|would|hard to|impossible|instead of|maybe|perhaps|wish",
    idle=r"^(?:an?|some|most|any|every|each) \w+|^to \w+ .*|"
    "(?:if|can|could|may|might|would|should|let me know|tell me|just say|say the word|you need|wish|maybe|"
    "perhaps|not sure|how|what|welcome|hello|hi|hey|thanks|thank you|glad|nice to|good (?:morning|evening|"
    "afternoon|night|day)|usually|generally|love to|like to|unreachable|offline)",
)
