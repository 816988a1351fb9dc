"""Spanish."""

from morgan.agent.lexicon import Lexicon, Lists
from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

WORDS = Lexicon(
    verbs={
        "on": "enciende|encender|encienda|prende|prender|prenda|activa|activar|active|conecta",
        "off": "apaga|apagar|apague|desactiva|desactivar|desconecta",
        "toggle": "alterna|alternar",
        "open": "abre|abrir|abra|sube|subir|levanta|levantar",
        "close": "cierra|cerrar|cierre|baja|bajar",
        "lock": "bloquea|bloquear|bloquee|cierra … llave|echa … llave|echa … cerrojo",
        "unlock": "desbloquea|desbloquear|desbloquee",
        "start": "inicia|iniciar|inicie|arranca|arrancar|empieza|pon … marcha",
        "stop": "para|parar|deten|detener|detiene",
        "return": "devuelve|devolver|regresa|envia … base|manda … base|vuelve … base|envia … casa",
        "pause": "pausa|pausar|pon … pausa",
        "resume": "reanuda|reanudar|continua|continuar|reproduce|sigue",
        "next": "siguiente|salta|saltar|pasa|pasa … siguiente|salta … siguiente",
        "previous": "anterior|vuelve … anterior",
        "mute": "silencia|silenciar|quita … sonido|pon … silencio",
        "unmute": "reactiva … sonido|quita … silencio",
        "set": "pon|poner|ponga|ajusta|ajustar|establece|establecer|fija|cambia|cambiar|sube|baja|atenua|atenuar|"
        "regula|"
        "abre|aumenta|reduce",
        "up": "sube|subir|aumenta|aumentar",
        "down": "baja|bajar|reduce|reducir",
        "press": "pulsa|pulsar|presiona|presionar",
    },
    bare={},
    kinds={
        "light": "luz|luces|lampara|bombilla|foco|iluminacion",
        "fan": "ventilador|ventiladores",
        "switch": "enchufe|interruptor|interruptores",
        "cover.blind+shade+shutter": "persiana|estor|estores",
        "cover.curtain": "cortina",
        "cover.awning": "toldo",
        "cover.garage": "puerta del garaje|puerta de garaje|garaje|cochera|puerta de la cochera",
        "cover.garage+door+gate&lock": "puerta|porton|verja",
        "cover.window&lock": "ventana",
        "lock": "cerradura|cerrojo",
        "valve": "valvula|grifo",
        "vacuum": "aspiradora|robot aspirador|aspirador|robot|robot aspiradora",
        "lawn_mower": "cortacesped|cortadora de cesped|cortacespedes",
        "media_player": "altavoz|altavoces|tele|television|televisor|musica|radio|tv|reproductor|parlante|cancion|"
        "pista|"
        "equipo|sonido",
        "climate": "termostato|calefaccion|aire acondicionado|aire|climatizador|radiador",
        "humidifier": "humidificador|deshumidificador",
        "todo": "lista|tarea|lista de tarea|todo",
        "scene": "escena",
        "script": "script",
        "siren": "sirena",
        "button&input_button": "boton",
    },
    quantities={
        "brightness": "brillo|intensidad",
        "volume": "volumen",
        "temperature": "temperatura|grado",
        "color_temperature": "kelvin|temperatura de color|temperatura del color",
        "speed": "velocidad",
        "position": "posicion",
        "humidity": "humedad",
    },
    colors={
        "red": "rojo|roja",
        "green": "verde",
        "blue": "azul",
        "yellow": "amarillo|amarilla",
        "orange": "naranja",
        "purple": "morado|morada",
        "pink": "rosa",
        "white": "blanco|blanca",
        "violet": "violeta",
        "cyan": "cian",
        "turquoise": "turquesa",
        "brown": "marron",
    },
    numbers={"mitad": 50, "maximo": 100},
    fillers="el la los las lo un una de del al a en por ciento favor mi mis tu nuestro nuestra puedes podrias "
    "quiero que ahora "
    "% ° grado celsius k color gracias me dispositivo con hey ok sobre",
    homes="base estacion casa carga",
    to="a al en",
    everything="todo toda todos todas casa",
    here="aqui|en esta habitacion",
    it="esto eso ese esa",
    joints="y luego despues entonces",
    stoppers="no excepto salvo menos sin si cuando hasta despues antes tarde manana noche minuto hora segundo "
    "temporizador "
    "recuerda porque cual quien como otro otra mas poco vez",
    lists=Lists(
        add=frozenset({"anade", "anadir", "agrega", "agregar", "pon", "apunta", "incluye"}),
        remove=frozenset({"quita", "elimina", "borra"}),
        complete=frozenset({"completa", "marca", "tacha"}),
        between=frozenset({"a", "al", "en", "de", "del"}),
    ),
)

LIMITS = Limits(
    order="(?:enciend|encend|apag|abr|cierr|cerr|pong|sub|baj|activ|desactiv|bloque|desbloque|conect|desconect|"
    r"toqu|cambi|inici|paus|reproduz|reproduc|silenci|aument|dismin|atenu|prend)\w*|pon|poner|pares|parar|"
    "toca|tocar|toques",
    joints="y e luego",
    but="pero sino",
    excepting="(?:excepto|salvo|pero no|a excepcion de|con excepcion de|aparte de|quitando|menos(?= (?:el|la|los|las|"
    "en) ))|solo no|exceptuando|fuera de|a excepcion del|menos(?= lo )",
    nothing_of="^no(?= (?:el|la|los|las|en) )",
    forbidding="(?:no|nunca|jamas|ni)(?: (?:me|le|lo|la|los|las|se|te|nos|quiero|que|hace|falta|debes|debe|vuelvas|a|"
    r"hay))* {order}|ni se te ocurra \w+|ni hablar de \w+|no (?:vayas|vaya|vayan) a \w+|no (?:le|les) des|"
    r"no (?:tienes|tiene|hay) que|no (?:es necesario|hace falta|se te ocurra)|que no se {order}|evita \w+r",
    keeping=r"dej\w*(?: \w+){0,6}? (?:encendid|apagad|abiert|cerrad|puest|como|en paz|tranquil|prendid)\w*|"
    r"manten\w*.* (?:encendid|apagad|abiert|cerrad)\w*|qued\w+ (?:encendid|apagad|abiert|cerrad|como)\w*",
    polite="por que no|no (?:olvides|te olvides)",
    later="(?:a|para|hasta|desde|antes de|despues de) las? {n}|al? (?:mediodia|medianoche|amanecer|anochecer)|"
    "(?:en|dentro de) (?:{n}|una?|media|un par de|unos|unas) (?:segundos?|minutos?|horas?|dias?|semanas?)|"
    "(?:durante|por) (?:{n}|una?|media|unos|unas) (?:segundos?|minutos?|horas?)|"
    "(?:manana (?:por|a)|esta (?:noche|tarde)|mas tarde|luego$|cada (?:manana|noche|tarde|dia|hora|semana)|"
    "todos los dias|todas las (?:noches|mananas|tardes)|(?:por|de) la (?:noche|manana|tarde))|manana$|"
    "^manana {order}|(?:en|dentro de) (?:un cuarto|tres cuartos) de hora|{n} minutos mas|"
    "(?:cada|todos los|los) (?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)|a la una|"
    "(?:el |los |cada )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?|"
    "(?<!buena )(?<!la )(?<!esta )manana|a partir de las? {n}|despues de (?:cenar|comer|desayunar)|"
    "al (?:llegar|salir|volver)|toda la noche|en {n} (?:min|seg)",
    depending="(?:si|cuando|en cuanto|siempre que|mientras|hasta que|en caso de|despues de que|antes de que|"
    "a menos que)|a no ser que|cada vez que|siempre y cuando",
    independent="si (?:puedes|puede|quieres|es posible|no te importa)|si no (?:es molestia|te molesta)|"
    "hasta (?:luego|manana|pronto|despues|la vista|esta noche)|"
    "(?:cuando|en cuanto) (?:puedas|pueda|quieras|tengas)|lo antes posible|buenas noches|buenos dias",
)

CLAIMS = Claims(
    saying="vale|ok|claro|de acuerdo|muy bien|si|listo|perfecto|por supuesto|sin problema|ya|bien|no hay problema",
    done="hecho|listo|ya esta|todo listo|encendiendo|apagando|abriendo|cerrando|poniendo|ajustando|subiendo|"
    "bajando|enciendo|apago|abro|cierro|pongo|ajusto|anado|agrego|bloqueo|desbloqueo|inicio|subo|bajo|"
    "(?:la |lo |las |los )?(?:apague|encendi|abri|cerre|puse|ajuste|active|desactive|bloquee|desbloquee|"
    "inicie|pause|detuve|agregue|anadi|subi|baje|cambie|prendi)",
    deeds=r"he (?!entendido|podido|encontrado|oido|visto)\w+(?:ado|ido|to|cho)|"
    r"(?:acabo|acabamos) de \w+r(?:l[oae]s?)?|(?:estoy|estamos) \w+(?:ando|iendo)|"
    r"voy a (?:\w+ )?(?:apagar|encender|abrir|cerrar|poner|ajustar|activar|subir|bajar|recordar|avisar|"
    r"despertar)\w*|te (?:recordare|avisare|despertare|lo recordare)|"
    "(?:apagare|encendere|abrire|cerrare|pondre|ajustare)|(?:puse|suba|enseguida|ahora mismo)",
    results=r"(?:ha|han) sido|(?:esta|estan) ahora|ahora (?:esta|estan)|se han? \w+[ai]do|"
    r"(?:fue|fueron|queda|quedan|quedo) \w+[ai]d[oa]s?|ahora|ya (?:esta|estan)|"
    "(?:en|a) (?:la|tu|mi) lista|(?:en|de) (?:camino|marcha)|camino (?:de|a)|"
    r"(?:se )?(?:esta|estan) \w+(?:ando|iendo|yendo)|a \d+ grados|al \d+|ahi (?:tienes|va|lo tienes)|"
    r"aqui (?:tienes|va)|(?:va|van) (?:camino|hacia|a)|\w{3,}[ai]d[oa]s?$|"
    "se (?:cierra|abre|enciende|apaga|baja|sube)n?",
    be="esta|estan|quedo|queda",
    states="(?:encendid|apagad|abiert|cerrad|bloquead|desbloquead|ajustad|activad|desactivad|pausad|prendid|subid|"
    "bajad|anadid|agregad|puest|atenuad)[ao]s?",
    never="si|cuando|que|quien|donde|como|no",
    after="ahora|ya|de nuevo|para ti|tambien|otra vez",
    denies=r"no(?! hay problema)|error|lo siento|imposible|quieres|cual|puedes|si(?= \w+ (?:esta|estan))|cuando|"
    "ningun|ninguna|nunca|tampoco|nada|nadie|puedo|podria|podriamos|quizas|tal vez|hace falta|sin",
    idle=r"^(?:un|una|unos|unas|para|las|los) \w+ .*(?:ayud|sirv|permit|son|es)\w*|^para .*|"
    "(?:si|puedo|puede|podria|quizas?|tal vez|dime|digame|hola|buen(?:os|as) (?:dias|tardes|noches)|gracias|"
    "de nada|necesito|necesitas|hace falta|haria falta|encantad[oa]|sirve|ayudan?|permite)",
)
