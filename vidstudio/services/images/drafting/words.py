"""Words that say what a shot looks like, in English, German, French and Spanish: data, no code.

Each entry is a comma-separated list of words or phrases of up to four words, in lower case, without accents.
Plurals are found by ``reading``. Words that mean different things in two of the languages are left out.
"""

from vidstudio.services.images.drafting.look import RGB, Framing, Light, Mood, Setting, Subject

SETTINGS: dict[Setting, str] = {
    Setting.SEA: (
        "sea, ocean, beach, coast, shore, harbor, harbour, bay, surf, cliff, island, seaside, tide, wave, pier, meer, "
        "ozean, strand, kuste, hafen, insel, welle, mer, plage, cote, ile, vague, falaise, mar, oceano, playa, costa, "
        "puerto, isla, ola, acantilado"
    ),
    Setting.LAKE: "lake, pond, lagoon, reservoir, bergsee, teich, weiher, lac, etang, lago, estanque, fjord",
    Setting.RIVER: (
        "river, stream, creek, brook, canal, waterfall, fluss, bach, kanal, wasserfall, fleuve, riviere, ruisseau, "
        "cascade, rio, arroyo, cascada"
    ),
    Setting.FOREST: (
        "forest, wood, woods, jungle, woodland, grove, rainforest, clearing, wald, walder, dschungel, foret, bois, "
        "bosque, selva"
    ),
    Setting.MOUNTAINS: (
        "mountain, mountains, peak, summit, ridge, alps, valley, canyon, alpine, berg, berge, gipfel, alpen, tal, "
        "gebirge, montagne, sommet, vallee, montana, cumbre, sierra, valle, cordillera"
    ),
    Setting.FIELD: (
        "field, meadow, hill, hills, farm, prairie, grass, countryside, garden, park, vineyard, pasture, orchard, "
        "wheat, feld, wiese, hugel, bauernhof, garten, champ, pre, colline, ferme, jardin, campo, pradera, colina, "
        "granja, pueblo"
    ),
    Setting.DESERT: "desert, dune, sahara, sand, mesa, wasteland, wuste, sable, desierto, duna, arena, mars",
    Setting.SNOW: (
        "snowfield, arctic, antarctic, glacier, tundra, winter, frozen, ice, gletscher, eis, hiver, glace, banquise, "
        "invierno, hielo, glaciar, snowy, verschneit, nevado, nevada, enneige"
    ),
    Setting.CITY: (
        "city, skyline, downtown, metropolis, town, rooftop, roofs, urban, stadt, grossstadt, dacher, ville, toits, "
        "ciudad, azotea, tokyo, paris, berlin, london, new york, manhattan"
    ),
    Setting.STREET: (
        "street, alley, alleyway, avenue, boulevard, sidewalk, market, square, crosswalk, strasse, gasse, gehweg, "
        "markt, marktplatz, rue, ruelle, trottoir, marche, calle, callejon, acera, mercado, plaza"
    ),
    Setting.ROAD: (
        "road, highway, motorway, freeway, lane, track, path, landstrasse, autobahn, weg, pfad, chemin, autoroute, "
        "carretera, camino, autopista, sendero, railway, railroad"
    ),
    Setting.ROOM: (
        "room, bedroom, living room, interior, indoors, inside, at home, attic, apartment, flat, hallway, cabin, "
        "library, studio, hotel, cafe, bar, restaurant, church, workshop, zimmer, wohnzimmer, schlafzimmer, wohnung, "
        "innen, werkstatt, chambre, salon, interieur, appartement, atelier, habitacion, dormitorio, taller, casa"
    ),
    Setting.KITCHEN: "kitchen, bakery, stove, oven, kuche, backerei, cuisine, boulangerie, cocina, panaderia",
    Setting.OFFICE: (
        "office, desk, meeting room, workplace, newsroom, classroom, school, hospital, laboratory, lab, buro, "
        "schreibtisch, klassenzimmer, schule, bureau, ecole, oficina, escritorio, aula, escuela"
    ),
    Setting.SPACE: (
        "space, outer space, galaxy, planet, orbit, cosmos, nebula, universe, asteroid, spaceship, weltraum, weltall, "
        "galaxie, espace, planete, espacio, galaxia, planeta, universo"
    ),
    Setting.UNDERWATER: (
        "underwater, coral, reef, seabed, deep sea, diver, diving, unterwasser, korallen, riff, taucher, tiefsee, "
        "sous l eau, sous marin, recif, plongeur, submarino, bajo el agua, arrecife, buzo"
    ),
    Setting.SKY: "above the clouds, sky, skies, cloudscape, uber den wolken, himmel, ciel, cielo, heaven, airspace",
    Setting.ABSTRACT: (
        "abstract, logo, title card, titles, credits, pattern, abstrakt, abstrait, abstracto, background"
    ),
}

LIGHTS: dict[Light, str] = {
    Light.DAY: (
        "day, daylight, noon, midday, afternoon, sunny, sunlight, blue sky, summer, tag, mittag, nachmittag, sonnig, "
        "jour, midi, apres midi, ensoleille, dia, mediodia, tarde, soleado"
    ),
    Light.DAWN: (
        "dawn, sunrise, morning, daybreak, first light, morgen, sonnenaufgang, morgengrauen, aube, matin, lever du "
        "soleil, amanecer, alba, manana, madrugada"
    ),
    Light.GOLDEN: (
        "golden hour, golden light, sunset, late afternoon, evening sun, autumn, goldene stunde, sonnenuntergang, "
        "abendsonne, herbst, coucher du soleil, coucher de soleil, heure doree, automne, puesta de sol, atardecer, "
        "hora dorada, otono, backlit, gegenlicht"
    ),
    Light.DUSK: (
        "dusk, twilight, evening, nightfall, blue hour, abend, dammerung, abenddammerung, blaue stunde, crepuscule, "
        "soir, heure bleue, crepusculo, anochecer, noche azul"
    ),
    Light.NIGHT: (
        "night, midnight, moonlight, moonlit, starry, stars, nighttime, tonight, nacht, mitternacht, sterne, "
        "mondlicht, nuit, minuit, etoiles, clair de lune, noche, medianoche, estrellas"
    ),
    Light.STORM: (
        "storm, stormy, thunder, lightning, tempest, hurricane, sturm, gewitter, blitz, unwetter, orage, tempete, "
        "eclair, tormenta, trueno, relampago"
    ),
    Light.RAIN: (
        "rain, rainy, drizzle, downpour, raining, wet, regen, regnet, nass, pluie, pluvieux, lluvia, lluvioso, llueve"
    ),
    Light.SNOWFALL: (
        "snow, snowing, snowfall, snowflakes, blizzard, schnee, schneit, schneefall, neige, flocons, nieve, nevando, "
        "ventisca"
    ),
    Light.FOG: (
        "fog, foggy, mist, misty, haze, hazy, smoke, overcast, nebel, neblig, dunst, rauch, brouillard, brume, "
        "niebla, neblina, bruma, humo"
    ),
}

FRAMINGS: dict[Framing, str] = {
    Framing.WIDE: (
        "wide, wide shot, long shot, establishing, establishing shot, panorama, panoramic, vista, totale, weite, plan "
        "large, plan general, panoramica"
    ),
    Framing.MEDIUM: "medium shot, medium, mid shot, waist up, halbnah, halbtotale, plan moyen, plan medio",
    Framing.CLOSE: (
        "close up, closeup, close, portrait, face, eyes, smile, smiles, tears, nahaufnahme, gesicht, augen, lachelt, "
        "gros plan, visage, yeux, sourire, primer plano, rostro, ojos, sonrisa, retrato, headshot"
    ),
    Framing.DETAIL: (
        "detail, macro, insert, extreme close up, hand, hands, fingers, detailaufnahme, hande, plan detail, insert "
        "shot, tres gros plan, plano detalle, manos, mains"
    ),
    Framing.AERIAL: (
        "aerial, drone, bird s eye, birds eye, from above, top down, overhead, luftaufnahme, von oben, drohne, "
        "vogelperspektive, vue aerienne, d en haut, vu du ciel, vista aerea, desde arriba, desde el aire, dron"
    ),
    Framing.LOW: (
        "low angle, from below, looking up, looks up, towering, froschperspektive, von unten, untersicht, contre "
        "plongee, d en bas, contrapicado, desde abajo"
    ),
    Framing.SHOULDER: (
        "over the shoulder, over shoulder, over his shoulder, over her shoulder, uber die schulter, par dessus l "
        "epaule, sobre el hombro"
    ),
}

SUBJECTS: dict[Subject, str] = {
    Subject.MAN: (
        "man, person, figure, he, someone, father, grandfather, hero, detective, farmer, fisherman, sailor, keeper, "
        "hiker, traveler, traveller, stranger, worker, baker, teacher, doctor, king, runner, climber, driver, "
        "musician, artist, monk, wanderer, rider, boss, mann, vater, grossvater, fischer, detektiv, held, bauer, "
        "homme, pere, personne, pecheur, voyageur, hombre, padre, persona, abuelo, pescador, viajero, diver, barista"
    ),
    Subject.WOMAN: (
        "woman, she, mother, grandmother, lady, queen, dancer, heroine, bride, actress, princess, frau, mutter, "
        "grossmutter, oma, tanzerin, konigin, femme, mere, danseuse, reine, mujer, madre, abuela, bailarina, reina"
    ),
    Subject.CHILD: (
        "child, children, kid, boy, baby, toddler, son, kind, kinder, junge, enfant, garcon, nino, ninos, bebe"
    ),
    Subject.GIRL: "girl, daughter, madchen, tochter, fille, fillette, nina, hija",
    Subject.COUPLE: (
        "couple, two people, friends, lovers, two friends, together, two men, two women, paar, freunde, liebespaar, "
        "amis, amoureux, pareja, amigos, twins, partners, brothers, sisters"
    ),
    Subject.CROWD: (
        "crowd, people, audience, soldiers, team, family, group, army, passengers, menschen, menge, leute, familie, "
        "foule, gens, famille, gente, multitud, familia, equipo, commuters, workers, villagers"
    ),
    Subject.ROBOT: "robot, android, droid, machine, cyborg, roboter, maschine",
    Subject.ASTRONAUT: "astronaut, cosmonaut, spaceman, astronaute, cosmonaute, astronauta",
    Subject.DOG: "dog, puppy, wolf, fox, hund, welpe, fuchs, chien, loup, renard, perro, lobo, zorro",
    Subject.CAT: "cat, kitten, katze, katzchen, chat, chaton, gato, gatito",
    Subject.BIRD: (
        "bird, gull, seagull, eagle, raven, crow, owl, swallow, pigeon, crane, geese, vogel, mowe, adler, eule, "
        "oiseau, mouette, aigle, hirondelle, pajaro, gaviota, aguila, golondrina, ave"
    ),
    Subject.HORSE: "horse, pony, foal, stallion, pferd, cheval, caballo",
    Subject.DEER: "deer, stag, doe, elk, hirsch, reh, cerf, biche, ciervo, venado",
    Subject.WHALE: "whale, dolphin, orca, wal, delfin, baleine, dauphin, ballena",
    Subject.FISH: "fish, shark, salmon, fisch, hai, poisson, requin, pez, peces, tiburon",
    Subject.CAR: (
        "car, taxi, van, truck, bus, automobile, jeep, pickup, auto, wagen, lastwagen, voiture, camion, coche, "
        "autobus, headlights"
    ),
    Subject.BOAT: (
        "boat, sailboat, canoe, rowboat, dinghy, yacht, kayak, boot, segelboot, kahn, bateau, voilier, barque, barco, "
        "bote, velero, barca"
    ),
    Subject.SHIP: (
        "ship, ferry, freighter, steamer, tanker, cruise ship, schiff, dampfer, fahre, navire, paquebot, buque, "
        "navio, transbordador"
    ),
    Subject.TRAIN: (
        "train, locomotive, tram, subway, metro, railway, zug, bahn, lokomotive, strassenbahn, tren, locomotora, "
        "tramway, wagon"
    ),
    Subject.BICYCLE: "bicycle, bike, cyclist, fahrrad, radfahrer, velo, bicyclette, cycliste, bicicleta, ciclista",
    Subject.PLANE: "plane, airplane, aircraft, jet, aeroplane, flugzeug, avion, glider",
    Subject.ROCKET: (
        "rocket, spacecraft, shuttle, spaceship, missile, rakete, raumschiff, fusee, cohete, nave espacial"
    ),
    Subject.HOUSE: (
        "house, village, farm, dorf, cottage, hut, barn, farmhouse, cabin, haus, hutte, scheune, maison, chalet, "
        "cabane, casa, cabana, granero, mansion"
    ),
    Subject.LIGHTHOUSE: "lighthouse, leuchtturm, phare, faro",
    Subject.TOWER: "tower, bell tower, spire, minaret, turm, kirchturm, tour, clocher, torre, campanario",
    Subject.SKYSCRAPER: "skyscraper, high rise, office tower, wolkenkratzer, hochhaus, gratte ciel, rascacielos",
    Subject.BRIDGE: "bridge, viaduct, brucke, pont, viaduc, puente, viaducto",
    Subject.CASTLE: "castle, fortress, palace, ruins, burg, schloss, festung, chateau, palais, castillo, palacio",
    Subject.TREE: "tree, oak, willow, pine, birch, baum, eiche, kiefer, arbre, chene, saule, arbol, roble, pino",
    Subject.FLOWER: (
        "flower, rose, poppy, tulip, sunflower, blossom, daisy, orchid, blume, mohn, tulpe, blute, fleur, coquelicot, "
        "tulipe, flor, amapola, girasol"
    ),
    Subject.PEAK: "volcano, mount, matterhorn, vulkan, volcan, everest",
    Subject.MOON: "moon, full moon, crescent, mond, vollmond, lune, luna",
    Subject.SUN: "sun, sonne, soleil, sol",
    Subject.LAMP: (
        "lamp, lantern, streetlight, street lamp, lamppost, lampe, laterne, lampadaire, lanterne, lampara, farola, "
        "linterna"
    ),
    Subject.TABLE: "table, tisch, mesa de madera, dinner",
    Subject.CUP: "cup, mug, coffee, tea, teacup, bowl, tasse, kaffee, tee, cafe, taza, te, the vert",
    Subject.BOOK: (
        "book, diary, notebook, letter, map, buch, tagebuch, brief, livre, carnet, lettre, libro, diario, carta, "
        "manuscript"
    ),
    Subject.COMPUTER: (
        "computer, laptop, screen, monitor, keyboard, television, tv, rechner, bildschirm, ordinateur, ecran, "
        "ordenador, computadora, pantalla"
    ),
    Subject.PHONE: "phone, smartphone, cell phone, telephone, handy, telefon, telefono, movil, celular",
    Subject.DOOR: "door, doorway, gate, entrance, tur, tor, eingang, porte, portail, puerta, entrada",
    Subject.WINDOW: "window, fenster, fenetre, ventana",
    Subject.CANDLE: "candle, kerze, bougie, chandelle, vela, candlelight",
    Subject.FIRE: (
        "fire, campfire, bonfire, flames, fireplace, feuer, lagerfeuer, kamin, feu, cheminee, fuego, hoguera, chimenea"
    ),
    Subject.BALLOON: ("balloon, hot air balloon, kite, ballon, heissluftballon, drachen, globo, cometa, montgolfiere"),
    Subject.UMBRELLA: "umbrella, parasol, regenschirm, schirm, parapluie, paraguas, sombrilla",
}

MOODS: dict[Mood, str] = {
    Mood.WARM: (
        "warm, cozy, cosy, happy, joyful, hopeful, romantic, gentle, tender, nostalgic, gemutlich, glucklich, "
        "frohlich, chaleureux, heureux, joyeux, calido, feliz, alegre, amber, cheerful, glowing"
    ),
    Mood.COLD: (
        "cold, lonely, sad, melancholy, melancholic, bleak, desolate, icy, kalt, einsam, traurig, froid, triste, "
        "solitaire, frio, solitario, clinical, abandoned, empty"
    ),
    Mood.DARK: (
        "dark, darkness, eerie, ominous, haunted, scary, horror, gloomy, mysterious, shadow, dunkel, unheimlich, "
        "duster, sombre, effrayant, mysterieux, oscuro, oscuridad, misterioso, tense, sinister, deserted"
    ),
    Mood.BRIGHT: (
        "bright, airy, radiant, dazzling, vivid, colorful, colourful, hell, strahlend, lumineux, eclatant, brillante, "
        "luminoso, fresh, playful"
    ),
    Mood.NEON: (
        "neon, cyberpunk, futuristic, sci fi, synthwave, hologram, futuristisch, futuriste, futurista, nightclub"
    ),
}

COLORS: dict[RGB, str] = {
    (0.8, 0.13, 0.12): "red, crimson, scarlet, ruby, rot, rote, roten, roter, rotes, rouge, rojo, roja",
    (0.93, 0.48, 0.1): "orange, tangerine, copper, rust, orangen, naranja, anaranjado",
    (0.95, 0.77, 0.18): (
        "yellow, golden, gold, gelb, gelbe, gelben, gelber, gelbes, jaune, dore, amarillo, amarilla, dorado"
    ),
    (0.2, 0.55, 0.25): "green, emerald, olive, moss, grun, grune, grunen, gruner, grunes, vert, verte, verde",
    (0.1, 0.55, 0.58): "teal, turquoise, cyan, aqua, turkis, turquesa, cian",
    (0.14, 0.34, 0.74): "blue, azure, navy, indigo, cobalt, blau, blaue, blauen, blauer, blaues, bleu, bleue, azul",
    (0.48, 0.24, 0.62): "purple, violet, lavender, magenta, lila, violett, lavande, morado, violeta, purpura",
    (0.92, 0.48, 0.6): "pink, blush, rosa, coral, rosado, fuchsia",
    (0.95, 0.94, 0.9): (
        "white, ivory, cream, weiss, weisse, weissen, weisser, weisses, blanc, blanche, blanco, blanca"
    ),
    (0.06, 0.06, 0.08): "black, ebony, schwarz, schwarze, schwarzen, schwarzer, noir, noire, negro, negra",
    (0.42, 0.27, 0.16): "brown, chestnut, wooden, braun, braune, brun, marron, cafe oscuro",
    (0.55, 0.57, 0.6): "grey, gray, silver, grau, graue, silbern, gris, argente, plateado",
}

USUAL_SETTING: dict[Subject, Setting] = {
    Subject.ASTRONAUT: Setting.SPACE,
    Subject.CROWD: Setting.STREET,
    Subject.CAT: Setting.ROOM,
    Subject.BIRD: Setting.SKY,
    Subject.HORSE: Setting.FIELD,
    Subject.DEER: Setting.FOREST,
    Subject.WHALE: Setting.UNDERWATER,
    Subject.FISH: Setting.UNDERWATER,
    Subject.CAR: Setting.ROAD,
    Subject.BOAT: Setting.SEA,
    Subject.SHIP: Setting.SEA,
    Subject.TRAIN: Setting.FIELD,
    Subject.BICYCLE: Setting.ROAD,
    Subject.PLANE: Setting.SKY,
    Subject.ROCKET: Setting.SPACE,
    Subject.HOUSE: Setting.FIELD,
    Subject.LIGHTHOUSE: Setting.SEA,
    Subject.TOWER: Setting.FIELD,
    Subject.SKYSCRAPER: Setting.CITY,
    Subject.BRIDGE: Setting.RIVER,
    Subject.CASTLE: Setting.MOUNTAINS,
    Subject.TREE: Setting.FIELD,
    Subject.FLOWER: Setting.FIELD,
    Subject.PEAK: Setting.MOUNTAINS,
    Subject.LAMP: Setting.ROOM,
    Subject.TABLE: Setting.ROOM,
    Subject.CUP: Setting.ROOM,
    Subject.BOOK: Setting.ROOM,
    Subject.COMPUTER: Setting.OFFICE,
    Subject.PHONE: Setting.ROOM,
    Subject.DOOR: Setting.ROOM,
    Subject.WINDOW: Setting.ROOM,
    Subject.CANDLE: Setting.ROOM,
    Subject.FIRE: Setting.FOREST,
    Subject.BALLOON: Setting.SKY,
    Subject.UMBRELLA: Setting.STREET,
    Subject.MOON: Setting.LAKE,
    Subject.ROBOT: Setting.CITY,
}
"""Where a subject is drawn when the text names no place."""
