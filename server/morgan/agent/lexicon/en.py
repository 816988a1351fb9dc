"""English."""

from morgan.agent.lexicon import Lexicon, Lists

WORDS = Lexicon(
    verbs={
        "on": "turn … on|switch … on|put … on|power … on|activate|enable",
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
        "previous": "previous|skip … back|skip … previous|play … previous|go … back|go … previous",
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
        "temperature": "temperature",
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
    numbers={"half": 50, "halfway": 50, "max": 100, "maximum": 100, "full": 100, "fully": 100},
    fillers="the a an of in on at to my our your please can could would will you now for me i want would like need hey "
    "ok okay just s is percent % ° degree degrees celsius fahrenheit so and device color level located which thanks "
    "thank "
    "over room",
    homes="base dock station home dock charger charging its",
    to="to at",
    everything="all every everything everywhere each both",
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
