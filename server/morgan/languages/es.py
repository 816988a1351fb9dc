"""Spanish."""

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

SPANISH = Language(
    code="es",
    questions=Questions(
        opens="que|cual|cuales|quien|donde|cuando (?:es|son|fue|sera|esta)|por que|como|cuanto|cuanta|cuantos|cuantas|"
        "hay|dime",
        asks="puedes|podrias|quieres|puede|podria|me puedes",
        knows="(?:puedes|podrias) (?:decirme|comprobar|mirar|ver)",
        commands="enciende|apaga|abre|cierra|pon|ajusta|inicia|para|bloquea",
    ),
    limits=LimitWords(
        order="(?:enciend|encend|apag|abr|cierr|cerr|pong|sub|baj|activ|desactiv|bloque|desbloque|conect|desconect|"
        r"toqu|cambi|inici|paus|reproduz|reproduc|silenci|aument|dismin|atenu|prend)\w*|pon|poner|pares|parar|toca|"
        "tocar|toques",
        joints="y e luego",
        but="pero sino",
        excepting="(?:excepto|salvo|pero no|a excepcion de|con excepcion de|aparte de|quitando|menos(?= (?:el|la|los|"
        "las|en) ))|solo no|exceptuando|fuera de|a excepcion del|menos(?= lo )",
        nothing_of="^no(?= (?:el|la|los|las|en) )",
        forbidding="(?:no|nunca|jamas|ni)(?: (?:me|le|lo|la|los|las|se|te|nos|quiero|que|hace|falta|debes|debe|vuelvas|"
        r"a|hay))* {order}|ni se te ocurra \w+|ni hablar de \w+|no (?:vayas|vaya|vayan) a \w+|no (?:le|les) des|"
        r"no (?:tienes|tiene|hay) que|no (?:es necesario|hace falta|hay necesidad|se te ocurra)|que no se {order}|"
        r"evita \w+r",
        keeping=r"dej\w*(?: \w+){0,6}? (?:encendid|apagad|abiert|cerrad|puest|como|en paz|tranquil|prendid|arriba|"
        r"abajo|subid|bajad)\w*|manten\w*.* (?:encendid|apagad|abiert|cerrad)\w*|qued\w+ (?:encendid|apagad|abiert|"
        r"cerrad|como)\w*",
        polite="por que no|no (?:olvides|te olvides)|no (?:podrias|puedes|quieres|querrias)",
        leaving="no (?:dejes|deje|dejen|dejar)",
        later="(?:a|para|hasta|desde|antes de|despues de) las? {n}|al? (?:mediodia|medianoche|amanecer|anochecer)|"
        "(?:en|dentro de) (?:{n}|una?|media|un par de|unos|unas) (?:segundos?|minutos?|horas?|dias?|semanas?)|"
        "(?:durante|por) (?:{n}|una?|media|unos|unas) (?:segundos?|minutos?|horas?)|(?:manana (?:por|a)|esta (?:noche|"
        "tarde)|mas tarde|luego$|cada (?:manana|noche|tarde|dia|hora|semana)|todos los dias|todas las (?:noches|"
        "mananas|tardes)|(?:por|de) la (?:noche|manana|tarde))|manana$|^manana {order}|(?:en|dentro de) (?:un cuarto|"
        "tres cuartos) de hora|{n} minutos mas|(?:cada|todos los|los) (?:lunes|martes|miercoles|jueves|viernes|"
        "sabados?|domingos?)|a la una|(?:el |los |cada )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?|"
        "(?<!buena )(?<!la )(?<!esta )manana|a partir de las? {n}|despues de (?:cenar|comer|desayunar)|al (?:llegar|"
        "salir|volver)|toda la noche|en {n} (?:min|seg)",
        depending="(?:si|cuando|en cuanto|siempre que|mientras|hasta que|en caso de|despues de que|antes de que|"
        "a menos que)|a no ser que|cada vez que|siempre y cuando",
        independent="si (?:puedes|puede|quieres|es posible|no te importa)|si no (?:es molestia|te molesta)|"
        "hasta (?:luego|manana|pronto|despues|la vista|esta noche)|(?:cuando|en cuanto) (?:puedas|pueda|quieras|"
        "tengas)|lo antes posible|buenas noches|buenos dias",
    ),
    claims=Claims(
        saying="vale|ok|claro|de acuerdo|muy bien|si|listo|perfecto|por supuesto|sin problema|ya|bien|no hay problema",
        done="hecho|listo|ya esta|todo listo|encendiendo|apagando|abriendo|cerrando|poniendo|ajustando|subiendo|"
        "bajando|enciendo|apago|abro|cierro|pongo|ajusto|anado|agrego|bloqueo|desbloqueo|inicio|subo|bajo|(?:la |lo |"
        "las |los )?(?:apague|encendi|abri|cerre|puse|ajuste|active|desactive|bloquee|desbloquee|inicie|pause|detuve|"
        "agregue|anadi|subi|baje|cambie|prendi)",
        deeds=r"he (?!entendido|podido|encontrado|oido|visto)\w+(?:ado|ido|to|cho)|(?:acabo|"
        r"acabamos) de \w+r(?:l[oae]s?)?|(?:estoy|estamos) \w+(?:ando|iendo)|voy a (?:\w+ )?(?:apagar|encender|abrir|"
        r"cerrar|poner|ajustar|activar|subir|bajar|recordar|avisar|despertar)\w*|te (?:recordare|avisare|despertare|"
        "lo recordare)|(?:apagare|encendere|abrire|cerrare|pondre|ajustare)|(?:puse|suba|enseguida|ahora mismo)",
        results=r"(?:ha|han) sido|(?:esta|estan) ahora|ahora (?:esta|estan)|se han? \w+[ai]do|(?:fue|fueron|queda|"
        r"quedan|quedo) \w+[ai]d[oa]s?|ahora|ya (?:esta|estan)|(?:en|a) (?:la|tu|mi) lista|(?:en|de) (?:camino|marcha)|"
        r"camino (?:de|a)|(?:se )?(?:esta|estan) \w+(?:ando|iendo|yendo)|a \d+ grados|al \d+|ahi (?:tienes|va|"
        r"lo tienes)|aqui (?:tienes|va)|(?:va|van) (?:camino|hacia|a)|\w{3,}[ai]d[oa]s?$|se (?:cierra|abre|enciende|"
        "apaga|baja|sube)n?",
        be="esta|estan|quedo|queda",
        states="(?:encendid|apagad|abiert|cerrad|bloquead|desbloquead|ajustad|activad|desactivad|pausad|prendid|subid|"
        "bajad|anadid|agregad|puest|atenuad)[ao]s?",
        never="si|cuando|que|quien|donde|como|no",
        after="ahora|ya|de nuevo|para ti|tambien|otra vez",
        denies=r"no(?! hay problema)|error|lo siento|imposible|quieres|cual|puedes|si(?= \w+ (?:esta|estan))|cuando|"
        "ningun|ninguna|nunca|tampoco|nada|nadie|puedo|podria|podriamos|quizas|tal vez|hace falta|sin",
        idle=r"^(?:un|una|unos|unas|para|las|los) \w+ .*(?:ayud|sirv|permit|son|es)\w*|^para .*|(?:si|puedo|puede|"
        "podria|quizas?|tal vez|dime|digame|hola|buen(?:os|as) (?:dias|tardes|noches)|gracias|de nada|necesito|"
        "necesitas|hace falta|haria falta|encantad[oa]|marca|mide|indica|sensor|sol|intente|intentado|sirve|ayudan?|"
        "permite)",
    ),
    claim_openings=words("he ha han está están sido hecho listo claro vale ok"),
    excuses={
        "none": "Solo entiendo órdenes sencillas, porque no hay ningún modelo de lenguaje configurado.",
        "away": "Ahora no puedo responder a eso, porque no se puede acceder a mi modelo de lenguaje.",
        "gone": "No puedo responder a eso, porque el modelo de lenguaje elegido para mí ya no existe.",
        "blind": "No puedo ver eso, porque mi modelo de lenguaje solo sabe leer.",
        "failed": "Ahora no puedo responder a eso, porque mi modelo de lenguaje no ha respondido.",
        "done": "Hecho.",
        "not-done": "No lo he hecho.",
        "not-all": "No todo ha funcionado.",
        "question": "Era una pregunta, así que no he cambiado nada.",
        "rounds": "No he podido terminarlo. Pide una cosa cada vez.",
        "too-long": "Era demasiado a la vez. Empieza una conversación nueva.",
    },
    choice=Choice("¿A cuál te refieres: {}?", "o"),
    endings=Endings(
        courtesies=words("gracias porfa"),
        hanging=words(
            "el la los las un una unos unas y e o pero entonces tambien eh em porque si cuando mientras hasta con sin "
            "a al de del por para en sobre mi mis tu tus nuestro nuestra su este esta estos estas cada es son esta "
            "estan cual que quien puedes yo pon ajusta"
        ),
        phrases=phrases(
            "si|no|vale|ok|para|cancela|cancelar|dejalo|gracias|eso es todo|que hora es|buenas noches|buenos dias"
        ),
        timers=words("temporizador temporizadores"),
        sets=words("pon inicia crea configura"),
        units=words("segundo segundos minuto minutos hora horas"),
        states=words("esta estan es son"),
    ),
    clauses=Clauses(
        before=words(
            "y e o u pero sino porque aunque cuando donde mientras si desde hasta después antes con sin para por entre "
            "bajo sobre tras durante en"
        ),
        leans=words(
            "un una unos unas el la los las de del al este esta estos estas mi tu su es son está están era ha han será "
            "puede debe no y o pero a en con sin para por sobre más menos muy que si se lo le yo él ella justo"
        ),
        begin=words(
            "el la los las un una unos unas este esta su sus mi tu a al hacia hoy mañana ayer ahora ya todavía"
        ),
        clings=words("de del que grados"),
        numbers=words(
            "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta cien "
            "mil media cuarto"
        ),
        describes=words(
            "buen gran nuevo nueva primer primera último última mismo misma otro otra todo toda todos todas algunos "
            "algunas varios varias casi unos cada ningún ninguna sus mis tus"
        ),
        joins_numbers=words("y e o u en"),
        abbreviations=words("aprox núm sra srta ud p.ej"),
        verbs=words("es son está están era eran estaba estaban ha han será serán va van puede pueden debe deben"),
    ),
    numbers=Numbers(
        code="es",
        point="coma",
        dot="punto",
        minus="menos",
        until="a",
        thousands=".",
        decimal=",",
        signs=signs(
            "por ciento | y | más | igual a | arroba | grados | por | entre | euros | dólares | libras | unos | "
            "como máximo | como mínimo | número | micro | más menos"
        ),
        units=units(
            "un",
            "una",
            "grado Celsius/grados Celsius | grado Fahrenheit/grados Fahrenheit | grado/grados | por ciento | "
            "kilómetro por hora/kilómetros por hora | ~milla por hora/millas por hora | "
            "metro por segundo/metros por segundo | kilómetro/kilómetros | metro/metros | centímetro/centímetros | "
            "milímetro/milímetros | ~milla/millas | pie/pies | kilovatio hora/kilovatios hora | "
            "vatio hora/vatios hora | kilovatio/kilovatios | megavatio/megavatios | vatio/vatios | voltio/voltios | "
            "amperio/amperios | hercio/hercios | kilogramo/kilogramos | gramo/gramos | miligramo/miligramos | "
            "litro/litros | litro/litros | mililitro/mililitros | metro cuadrado/metros cuadrados | "
            "metro cúbico/metros cúbicos | metro cuadrado/metros cuadrados | metro cúbico/metros cúbicos | "
            "hectopascal/hectopascales | milibar/milibares | bar/bares | lux | decibelio/decibelios | "
            "~parte por millón/partes por millón | microgramo por metro cúbico/microgramos por metro cúbico | "
            "~hora/horas | minuto/minutos | segundo/segundos | milisegundo/milisegundos | gigabyte/gigabytes | "
            "megabyte/megabytes | terabyte/terabytes | kilobyte/kilobytes | megabit por segundo/megabits por segundo | "
            "mililitro/mililitros | ~libra/libras | ~libra/libras | ~onza/onzas",
        ),
        currencies={
            "€": Currency(Counted("un euro", "euros"), Counted("un céntimo", "céntimos"), "con"),
            "$": Currency(Counted("un dólar", "dólares"), Counted("un centavo", "centavos"), "con"),
            "£": Currency(Counted("una libra", "libras"), Counted("un penique", "peniques"), "con"),
            "¥": Currency(Counted("un yen", "yenes"), Counted("un sen", "sen"), "con"),
            "CHF": Currency(Counted("un franco suizo", "francos suizos"), Counted("un céntimo", "céntimos"), "con"),
            "kr": Currency(Counted("una corona", "coronas"), Counted("un öre", "öre"), "con"),
        },
        abbreviations={
            r"p\.\s?ej\.": "por ejemplo",
            r"etc\.": "etcétera",
            r"aprox\.": "aproximadamente",
            r"Sr\.": "señor",
            r"Sra\.": "señora",
            r"Dr\.": "doctor",
            r"Dra\.": "doctora",
            r"[nN]úm\.": "número",
        },
        months=tuple(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
        ),
        per=per("por", "día semana mes año hora minuto persona", "d:día h:hora min:minuto"),
        halves={"½": "medio", "¼": "un cuarto", "¾": "tres cuartos"},
        clock=r"(?:\shoras?\b|\sh\b)?",
    ),
    reading=Lexicon(
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
            "regula|abre|aumenta|reduce",
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
            "pista|equipo|sonido",
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
        "quiero que ahora % ° grado celsius k color gracias me dispositivo con hey ok sobre",
        to="a al en",
        homes="base estacion casa carga",
        everything="todo toda todos todas casa",
        here="aqui|en esta habitacion",
        it="esto eso ese esa",
        joints="y luego despues entonces",
        stoppers="no excepto salvo menos sin si cuando hasta despues antes tarde manana noche minuto hora segundo "
        "temporizador recuerda porque cual quien como otro otra mas poco vez",
        lists=Lists(
            add=words("anade anadir agrega agregar pon apunta incluye"),
            remove=words("quita elimina borra"),
            complete=words("completa marca tacha"),
            between=words("a al en de del"),
        ),
    ),
    hearing=Hearing(
        joining=words(
            "un una unos unas el la los las lo del de al mi mis nuestro nuestra tu tus su sus este esta estos estas "
            "ese esa y o pero no sí es son está están era ser ha han hay yo tú él ella nosotros ellos me te se nos en "
            "a para por con sin sobre que qué cuál cuáles quién cuándo dónde cómo puede puedes quiero si más muy todo "
            "toda todos todas aquí ahí ahora hoy mañana noche día semana mes año ayer"
        ),
        things=words(
            "cuarto habitación dormitorio salón sala cocina baño oficina despacho pasillo entrada sótano ático garaje "
            "jardín balcón terraza pared techo suelo esquina puerta ventana portón mesa cama silla sofá estante "
            "lámpara lámparas luz luces ventilador calefacción horno nevera tele televisión radio música cámara "
            "enchufe interruptor persiana persianas cortina cortinas cerradura sensor aspiradora robot rojo roja verde "
            "azul blanco blanca amarillo naranja morado rosa caliente frío izquierda derecha arriba abajo pequeño "
            "grande viejo nuevo"
        ),
        anything=words(
            "añade agrega añadir recuérdame llama envía manda anuncia di decir escribe anota busca reproduce"
        ),
        lists=words("lista recordatorio llamado"),
        sounds="ch C | ll j | ñ nj | qu k | gu(?=[ei]) g | gü gw | g(?=[ei]) x | j x | h - | c(?=[ei]) s | z s | c k | "
        "v b | x ks | rr r | y$ i | y j | á a | é e | í i | ó o | ú u | ü u",
    ),
)
