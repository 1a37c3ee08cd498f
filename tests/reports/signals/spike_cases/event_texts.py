"""What is told of single happenings in the visible cases; sentences as in swedish.py."""

# ruff: noqa: E501 - one sentence with its alternatives is one line

from __future__ import annotations

INSPECTION_WIRE = (
    "Var femte granskad utredning om barn saknar en samlad riskbedömning, visar "
    "Tillsynsmyndighetens genomgång av fyrtio nämnder. I flera akter gick det inte att se om "
    "barnet hade fått komma till tals. Myndigheten förelägger elva kommuner att rätta till "
    "bristerna före årsskiftet, och hotar med vite."
)

LOCAL_ENDINGS = (
    "{I <plats> är siffran <tal> procent|Kommunen här är inte med i granskningen}.",
    "{Socialchefen i <plats> välkomnar beslutet|Nämnden i <plats> har ännu inte läst rapporten}.",
    "{Vår reporter följer frågan|Så ser det ut i <plats>: <tal> akter granskades}.",
)

CHAIN_LETTER = (
    "Kopiera och klistra in, dela inte! I natt hämtades ännu ett barn ur sin säng. Grannarna hörde "
    "skriken genom väggen. Ingen dom, inget papper, bara två främlingar och en bil med motorn på. "
    "Det här är inte en film, det är landet du betalar skatt till. De stjäl barnen en familj i "
    "taget och räknar med att du är tyst. Sätt ett ljus i fönstret på fredag för alla som väntar "
    "vid ett tomt matbord. Om hundra gör det kan de inte låtsas längre."
)

PROGRAMME = (
    "{Såg|Tittade på|Kollade in} Kvällsgranskningen {i går|nyss|på play} och {gråter än|är helt tom|kan inte sova}.",
    "{Den lilla killen|Pojken|Ungen} i {programmet|inslaget|Kvällsgranskningen}, {hur kunde ingen ingripa|alla visste ju|vem hörde honom}?",
    "{Tretton|Så många} larm {på ett år|från förskolan} och {ändå hände inget|soc väntade|han fick bo kvar}.",
    "{Chefen|Kommunalrådet|Den ansvariga} {flinade|läste innantill|gick sin väg} {när reportern frågade|i bild|framför kameran}, {fy|avgå|ursäkta mig}.",
    "{Min dotter|Min elev|Ett barn jag känner} {hade det likadant|väntade lika länge}, {ingen skyddade henne heller|kommunen agerade för sent}.",
    "{Läraren|Mormodern|Fritidsledaren} {är en hjälte|gjorde allt|skrev brev på brev} men {fick inget svar|kommunen svek pojken}.",
    "{Hur många fler|Vad krävs för att} {barn ska dö|någon tar ansvar}, {undrar jag efter kvällens tv|frågar sig en chockad mamma}.",
    "{Stängde av|Fick pausa} {halvvägs|tre gånger}, {orkade inte se|det var för hemskt} {när ambulansen kom|bilderna på rummet}.",
    "{Bra jobbat|Tack} {redaktionen|reportern}, {sånt här måste visas|äntligen berättar någon}: {barnet fick inget skydd|kommunen tittade bort}.",
    "{Jobbar själv som soss|Är socionom}, {och skäms|och vet att vi missar barn|men det där var grovt}.",
    "{Tv-kvällen|Soffmyset} {blev en käftsmäll|slutade i tårar} {här hemma|för oss båda}, {stackars lilla pojke|ingen räddade honom}.",
    "{Anmälan efter anmälan|Blåmärke efter blåmärke} och {utredningen lades ner|de trodde på styvpappan}.",
)  # fmt: skip

PROGRAMME_NEWS = (
    "{Kvällsgranskningen|Tv-programmet} {visade|berättade} hur {en pojke|ett barn} {for illa trots larm|bodde kvar}.",
    "{Kommunen|Ledningen} {svarar på|tillbakavisar} {kritiken|uppgifterna} {efter programmet|i ett uttalande}.",
    "{Reaktionerna|Mejlen} {har strömmat in|är många} {efter sändningen|sedan i går kväll}.",
)  # fmt: skip

RULING = (
    "{Kammarrätten i Sundsvall|Kammarrätten} {upphäver|river upp|undanröjer} {omhändertagandet av|beslutet om} {tre syskon|syskonen} i Hudiksvall.",
    "{Socialnämnden|Nämnden} i Hudiksvall {får bakläxa|får hård kritik|gjorde fel}, {enligt domen|slår rätten fast|skriver domarna}.",
    "{De tre syskonen|Syskonen från Hudiksvall} {får flytta hem|ska återförenas med föräldrarna} {efter|när} {fjorton månader|domen vunnit laga kraft}.",
    "{Rätten|Domarna|Kammarrätten} {fann|menar} att {läkarintyget|barnläkarens utlåtande} {aldrig|inte} {kommunicerades|lästes upp} för {föräldrarna|ombudet}.",
    "{En av domarna|Ett av rådmännen|En nämndeman} var {skiljaktig|av annan mening} och {ville|hade velat} {låta vården fortgå|fastställa beslutet}.",
    "{Familjens advokat|Ombudet|Föräldrarnas jurist} {kallar domen|beskriver avgörandet som} {en upprättelse|viktig|ett kvitto} {för Hudiksvallsfamiljen|för syskonen}.",
    "– {Vi ska läsa domen noga|Vi får rannsaka oss}, säger {socialchefen i Hudiksvall|nämndens ordförande i Hudiksvall}.",
    "{Målet|Ärendet|Syskonmålet} {började|väcktes} {våren 2025|med en anmälan från en simskola} i {Hudiksvall|hälsingekommunen}.",
    "{Domen|Avgörandet} kan {överklagas till|prövas av} Högsta förvaltningsdomstolen {inom tre veckor|före midsommar}.",
    "{Experter|Rättsvetare|Professorn i offentlig rätt} {tror att|säger att} {Hudiksvallsdomen|syskonmålet} {blir vägledande|påverkar fler kommuner}.",
)  # fmt: skip

DEMONSTRATION = (
    "{Omkring tvåhundra|Några hundra|Uppemot 250} {personer|demonstranter} samlades {på Kungstorget|vid Bäveån} i Uddevalla {på lördagen|i helgen}.",
    "{Plakat|Banderoller} med {orden|texten} {”Sluta kidnappa våra barn”|”Ge tillbaka barnen”} {bars|syntes} {längs Kungsgatan|framför stadshuset i Uddevalla}.",
    "{Polisen|Insatschefen} {uppger|säger} att {demonstrationen i Uddevalla|marschen} {gick lugnt till|avslutades utan ingripanden}.",
    "{Talare|En av arrangörerna} {hävdade|påstod} att {soc rövar bort barn|myndigheterna stjäl barn}, {vilket kommunen tillbakavisar|något som inte stämmer, enligt socialchefen}.",
    "{En motdemonstrant|En åskådare|En turist} {höll upp|ropade} {ett eget plakat|att socionomer behövs} {vid bron|utanför kaféet}.",
    "{Uddevalla kommun|Kommunledningen i Uddevalla} {hade stängt|bommade igen} {socialkontoret|receptionen} {under eftermiddagen|för säkerhets skull}.",
    "{Bussar|Deltagare} {kom|hade rest} från {Göteborg|flera städer} till Uddevalla {på morgonen|för protesten}.",
    "{Det är|Protesten var} {den tredje|årets största} {manifestationen|demonstrationen} {i länet|i Bohuslän} {om kidnappningsryktet|mot socialtjänsten}.",
    "{Statsvetaren|Forskaren} {följde|studerar} {marschen|rörelsen} och {ser|märker} {samma paroller som 2022|trötthet bland deltagarna}.",
    "{Efteråt|På kvällen} {spreds|delades} {bilder från Kungstorget|klipp från Uddevalla} {av arrangören|bland anhängare}.",
)  # fmt: skip
