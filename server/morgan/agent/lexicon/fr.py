"""French."""

from morgan.agent.lexicon import Lexicon, Lists
from morgan.agent.lexicon.claims import Claims
from morgan.agent.lexicon.limits import Limits

WORDS = Lexicon(
    verbs={
        "on": "allume|allumer|allumez|active|activer|activez|mets … marche|met … marche|mettre … marche|mettez … "
        "marche|"
        "enclenche",
        "off": "eteins|eteint|eteindre|eteignez|desactive|desactiver|desactivez|coupe|couper|coupez",
        "toggle": "bascule|basculer",
        "open": "ouvre|ouvrir|ouvrez|leve|lever|levez|remonte|remonter",
        "close": "ferme|fermer|fermez|baisse|baisser|baissez|abaisse|descends",
        "lock": "verrouille|verrouiller|verrouillez|ferme … cle|ferme … clef",
        "unlock": "deverrouille|deverrouiller|deverrouillez",
        "start": "demarre|demarrer|demarrez|lance|lancer|lancez|commence",
        "stop": "arrete|arreter|arretez|stoppe|stopper|stop",
        "return": "renvoie|renvoyer|renvoyez|ramene|retourne|rentre",
        "pause": "pause|mets … pause|met … pause|mettre … pause|mettez … pause",
        "resume": "reprends|reprendre|reprenez|relance|continue",
        "next": "passe|suivant|suivante|passe … suivant|passe … suivante",
        "previous": "precedent|precedente|reviens … precedent|reviens … precedente",
        "mute": "coupe … son|mets … sourdine|mets … muet|couper … son",
        "unmute": "remets … son|reactive … son|retablis … son",
        "set": "regle|regler|reglez|mets|met|mettre|mettez|change|changer|ajuste|ajuster|tamise|tamiser|monte|"
        "monter|baisse|"
        "augmente|diminue|ouvre",
        "up": "monte|monter|montez|augmente|augmenter|augmentez",
        "down": "baisse|baisser|baissez|diminue|diminuer",
        "press": "appuie|appuyer|appuyez",
    },
    bare={},
    kinds={
        "light": "lumiere|lampe|eclairage|ampoule|luminaire",
        "fan": "ventilateur|ventilo",
        "switch": "prise|interrupteur",
        "cover.blind+shade+shutter": "store",
        "cover.shutter+blind": "volet|volet roulant",
        "cover.curtain": "rideau|rideaux",
        "cover.awning": "banne|store banne",
        "cover.garage": "porte de garage|porte du garage|garage",
        "cover.garage+door+gate&lock": "porte|portail",
        "cover.window&lock": "fenetre",
        "lock": "serrure|verrou",
        "valve": "vanne|robinet|valve",
        "vacuum": "aspirateur|robot aspirateur|aspirateur robot|robot",
        "lawn_mower": "tondeuse|robot tondeuse",
        "media_player": "enceinte|tele|television|musique|radio|tv|haut parleur|hauts parleur|chaine|lecteur|lecture|"
        "chanson|piste|morceau|titre|son",
        "climate": "thermostat|chauffage|climatisation|clim|climatiseur|radiateur",
        "humidifier": "humidificateur|deshumidificateur",
        "todo": "liste|liste de tache|tache|todo",
        "scene": "scene",
        "script": "script",
        "siren": "sirene",
        "button&input_button": "bouton",
    },
    quantities={
        "brightness": "luminosite|intensite",
        "volume": "volume",
        "temperature": "temperature|degre",
        "color_temperature": "kelvin|temperature de couleur",
        "speed": "vitesse",
        "position": "position",
        "humidity": "humidite",
    },
    colors={
        "red": "rouge",
        "green": "vert|verte",
        "blue": "bleu|bleue",
        "yellow": "jaune",
        "orange": "orange",
        "purple": "pourpre",
        "pink": "rose",
        "white": "blanc|blanche",
        "violet": "violet|violette",
        "cyan": "cyan",
        "turquoise": "turquoise",
        "brown": "marron",
    },
    numbers={"moitie": 50, "maximum": 100, "max": 100, "fond": 100},
    fillers="le la les l un une de du des d dan dans a au aux en sur mon ma mes notre nos s il te vous plait peux "
    "tu pouvez "
    "pourrais voudrais je veux maintenant pour cent pourcent % ° degre celsius k couleur merci stp svp moi "
    "appareil "
    "hey ok "
    "est ce que",
    homes="base station dock maison chez",
    to="a sur",
    everything="tout toute tous toutes partout maison",
    here="ici|dans cette piece",
    it="la le les ca",
    joints="et puis ensuite",
    stoppers="ne pas sauf excepte sans si quand lorsque jusque apres avant tard demain soir minute heure seconde "
    "minuteur "
    "rappelle pourquoi quoi quel quelle qui comment autre plus moins peu encore",
    lists=Lists(
        add=frozenset({"ajoute", "ajouter", "ajoutez", "mets", "met", "note", "ecris"}),
        remove=frozenset({"retire", "enleve", "supprime"}),
        complete=frozenset({"coche", "termine"}),
        between=frozenset({"a", "au", "aux", "dans", "sur", "de", "du"}),
    ),
)

LIMITS = Limits(
    order="(?:allum|etein|eteig|ouvr|ferm|baiss|mont|lanc|demarr|arret|verrouill|deverrouill|regl|activ|desactiv|"
    r"coup|touch|augment|diminu|tamis|chang|branch|debranch|jou)\w*|met(?:s|tez|tre|s)",
    joints="et puis",
    but="mais",
    excepting=r"(?:sauf|excepte|hormis|a part|mais pas|a l exception d\w*|en dehors d\w*)|juste pas|autres? que|"
    "moins(?= (?:la|le|les) )",
    nothing_of="^pas",
    forbidding="(?:ne|n)(?: (?:me|le|la|les|l|lui|y|en|pas|jamais|plus|surtout|faut|dois|doit|veux|que|tu))* {order}|"
    "{order} (?:surtout |donc )?(?:pas|jamais|plus)|pas (?:besoin |la peine )?d?e? ?{order}|touche pas|"
    r"interdi\w+ d\w* ?\w+|surtout pas \w+er|^(?:surtout )?(?:ne|n) \w+ (?:pas|jamais|plus)|"
    r"evit\w+ d\w* ?\w+|ne (?:doit|doivent|dois) (?:pas|jamais|plus)|(?:veux|voudrais) pas que",
    keeping=r"(?:laiss|gard)\w*(?: \w+){0,6}? (?:allum|etein|ouvert|ferm|comme|tranquil|verrouill|en marche)\w*|"
    r"rest\w* (?:allum|etein|ouvert|ferm)\w*",
    polite=r"pourquoi|n ?oublie|(?:ne|n) \w+ que",
    later=r"(?:a|vers|avant|apres|des|jusqu a) {n} ?(?:h|heures?)|\d{1,2} ?h(?: ?\d\d)?|"
    "(?:a|vers) (?:midi|minuit)|"
    "dans (?:environ )?(?:{n}|une?|une demi|quelques) ?(?:secondes?|minutes?|heures?|jours?|semaines?)|"
    "dans une demi heure|pendant (?:{n}|une?|une demi|les prochaines) ?(?:secondes?|minutes?|heures?)|"
    "(?:demain|plus tard|ce soir|cette nuit|cet apres midi|chaque (?:matin|soir|jour|nuit|heure|semaine|"
    r"\w+di)|tous les (?:matins|soirs|jours|\w+dis)|tout a l heure)|"
    "(?:au|avant le|apres le) (?:coucher|lever) du|dans (?:un|trois) quarts? d ?heure|encore {n} minutes|"
    "dans une? (?:petite |bonne )(?:demi ?heure|demi heure|heure|minute)|a {n} {n}|"
    "(?:le |ce |chaque )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?|ce week ?end|"
    "(?:le|demain) (?:matin|soir)|pour (?:{n}|une?) (?:minutes?|mn|heures?)|dans {n} (?:min|mn|sec)|"
    "toute la (?:nuit|journee)|jusqu a {n}",
    depending=r"(?:si|s il|des qu\w*|quand|lorsqu\w*|au cas ou|tant qu\w*|jusqu a ce|apres (?:le|la|que)|avant (?:le|"
    r"la|que|de))|en cas d\w*|a (?:condition|moins) qu\w*|chaque fois qu\w*",
    independent="s il (?:te|vous) plait|si (?:possible|tu (?:peux|veux)|vous (?:pouvez|voulez)|c est possible)|"
    "si (?:ca|cela) ne (?:te|vous) derange(?: pas)?|si ca ne te fait rien|"
    "a (?:demain|ce soir|plus tard|bientot|tout a l heure)|"
    "(?:quand|des que) (?:tu|vous) (?:peux|pouvez|pourras|voudras|veux)|des que possible",
)

CLAIMS = Claims(
    saying="ok|d accord|bien|bien sur|oui|voila|tres bien|entendu|pas de probleme|pas de souci|parfait|desole|desolee",
    done="c est fait|c est bon|c est regle|fait|termine|terminee|voila|chose faite",
    deeds="j ?ai (?:bien |juste |aussi )?(?!trouve|besoin|compris|pu|peur|faim|envie|entendu|une|un|la|le|les|des|"
    r"de|bien$|\d)\w+(?:e|i|is|it|u|rt|nt|es|us)|"
    "j ?(?:allume|eteins|ouvre|ajoute|active|arrete|allumerai|eteindrai|ouvrirai)|"
    "je (?:ferme|regle|mets|lance|verrouille|deverrouille|demarre|baisse|monte|change|coupe|fermerai|"
    r"mettrai)|je viens d\w* ?(?:l |le |la |les )?\w+(?:er|re|ir)|"
    "je vais (?:vous |te |l |le |la |les )?(?:allumer|eteindre|ouvrir|fermer|mettre|regler|lancer|arreter|"
    "ajouter|rappeler|prevenir|reveiller)|"
    "je (?:te|vous|t) (?:le )?(?:rappelle|rappellerai|previendrai|previens|reveillerai|reveille)|"
    "je (?:descends|leve|remets|passe|envoie|joue|tamise|augmente|diminue|m en occupe)",
    results="(?:est|sont) (?:maintenant|desormais|bien)|(?:a|ont) (?:bien )?ete|"
    "s (?:ouvre|ferme|allume|eteint)(?:nt)?|maintenant|desormais|sur (?:la|ta|votre|ma) liste|"
    "en (?:route|cours|marche)|en train de|"
    r"(?:est|sont) (?:\w+ )?(?:descendu|monte|lance|parti|regle|programme|mis|mute)\w*|"
    "(?:lance|regle|programme|mis|ajoute|demarre|active|baisse|monte|tamise)e?s? (?:pour|a|sur|dans)|"
    r"a \d+ (?:degres|%|pour cent)|(?:se|s) (?:ferme|ouvre|allume|eteint|baisse|leve|met)(?:nt)?|ca y est",
    be="est|sont|sera|seront",
    states="(?:allume|eteint|ouvert|ferme|verrouille|deverrouille|regle|active|desactive|coupe|baisse|monte|lance|"
    "demarre|arrete|tamise|ajoute)e?s?",
    never="je|tu|il|elle|nous|vous|on|qui|que|ca|rien|qu",
    after="maintenant|desormais|a nouveau|comme demande|aussi|deja",
    denies="ne|n|pas(?! de (?:probleme|souci))|impossible|erreur|echec|voulez vous|veux tu|voudrais tu|lequel|"
    "laquelle|quel|quelle|peux tu|si|quand|lorsque|aucun|aucune|jamais|rien|personne|je peux|je pourrais|"
    "on peut|peut etre|pouvez|voulez",
    idle="^(?:un|une|pour) .*|"
    "(?:si|peux|peut|pourrais|pouvez|voulez|dis moi|dites moi|il faut|faudrait|faut|bonjour|bonsoir|"
    "bonne (?:nuit|soiree|journee)|salut|merci|de rien|peut etre|permet|permettent|sert|servent|desole|ravi|"
    "injoignable)",
)
