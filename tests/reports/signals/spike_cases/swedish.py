"""Swedish sentences of the constructed stores: what each label says, and what stands around it.

Alternatives in braces, slots in angle brackets (wording.py). Written for these tests.
"""

# ruff: noqa: E501 - one sentence with its alternatives is one line

from __future__ import annotations

PLACES = (
    "Borlänge", "Skövde", "Katrineholm", "Lidköping", "Trelleborg", "Härnösand", "Kalix", "Arvika",
    "Nybro", "Vetlanda", "Sandviken", "Motala", "Kumla", "Ystad", "Piteå", "Ludvika", "Falkenberg",
    "Oskarshamn", "Tranås", "Mariestad", "Enköping", "Köping", "Avesta", "Höganäs", "Boden",
    "Alingsås", "Värnamo", "Ronneby", "Karlskoga", "Timrå", "Åmål", "Ljungby", "Flen", "Säffle",
)  # fmt: skip
DAYS = ("måndags", "tisdags", "onsdags", "torsdags", "fredags", "lördags", "söndags")
ROLES = (
    "enhetschefen", "socialchefen", "nämndens ordförande", "en socialsekreterare", "skolkuratorn",
    "en familjehemsförälder", "en forskare", "facket", "en jurist", "förvaltningschefen",
    "en barnläkare", "en förskollärare", "oppositionsrådet", "en tidigare handläggare",
)  # fmt: skip
HEADLINES = (
    "{Här är|Detta är} <ämne>", "{Nytt|Senaste nytt} om <ämne>", "<plats>: <ämne>",
    "{Så gick det med|Frågor kring|Fakta om} <ämne>", "{Efter|Inför|Bakom} <ämne>",
    "{Reaktioner på|Oro efter|Debatt om} <ämne>", "{Allt om|Vad vi vet om} <ämne>",
    "<ämne> {väcker frågor|diskuteras|tas upp igen|engagerar}",
)  # fmt: skip
CREDITS = (
    "(TT)", "Foto: Redaktionen. Detta är en artikel från vår nyhetstjänst.",
    "Läs mer i papperstidningen.", "Prenumerera på vårt nyhetsbrev.", "Texten uppdateras.",
    "Dela artikeln med en vän.", "Källa: TT.",
)  # fmt: skip
SYNONYMS = {
    "och": "samt", "men": "dock", "säger": "uppger", "har": "hade", "ska": "skall", "om": "kring",
    "efter": "sedan", "under": "medan", "också": "även", "inte": "ej", "kommunen": "staden",
    "barnen": "de unga", "barn": "minderåriga", "familjer": "hushåll", "flera": "många",
}  # fmt: skip

UNRELATED = (
    "{Vägarbetet|Bygget|Renoveringen} vid {torget|stationen|bron} i <plats> {drar ut på tiden|blir dyrare|är äntligen klart}.",
    "{Hockeylaget|Fotbollslaget|Handbollslaget} från <plats> {vann|förlorade|spelade oavgjort} i {helgens|kvällens|seriens} match.",
    "{Elpriset|Dieselpriset|Räntan} {steg|sjönk|låg still} {under veckan|i natt|på börsen} enligt {mäklare|bolagen|handlarna}.",
    "En {brand|vattenläcka|översvämning} {stängde|tömde|drabbade} {simhallen|biblioteket|en verkstad} i <plats> {i morse|på kvällen|natten till <dag>}.",
    "{Kulturnämnden|Idrottsklubben|Hembygdsföreningen} {firar|planerar|ställer in} {sin marknad|årets festival|jubileet} i {augusti|slottsparken|bygdegården}.",
    "SMHI {varnar för|väntar|räknar med} {halka|hårda vindar|skyfall|värme} {längs kusten|i Götaland|i norra landet}.",
    "Företaget {anställer|varslar|flyttar} <tal> {personer|montörer|tjänstemän} vid {fabriken|lagret|kontoret} i <plats>.",
    "{Busslinjen|Tåget|Färjan} mellan <plats> och <plats> {får nya tider|läggs ner|körs med större fordon}.",
    "Polisen {söker vittnen till|utreder|har löst} {en stöld|ett rattfylleri|en mopedolycka} {vid infarten|utanför gymmet|på en parkering}.",
    "{Vargen|Älgjakten|Vildsvinen} {delar|oroar|upprör} {markägare|jägare|bönder} {i trakten|längs ån|kring <plats>}.",
    "{Kommunfullmäktige|Regionen|Byggnadsnämnden} {säger ja till|skjuter upp|stoppar} {ett nytt badhus|vindkraften|en gymnasieskola}.",
    "{Biografen|Konsthallen|Teatern} visar {en dokumentär|en utställning|ett gästspel} om {fjällen|järnvägen|varvsepoken} {till påsk|hela månaden|på <dag>en}.",
    "Priset på {kaffe|smör|villor} har {gått upp|fallit|varit stabilt} {<tal> procent|sedan i våras|på ett år}.",
    "{Äldreboendet|Vårdcentralen|Sjukhuset} i <plats> {byter ledning|får fler läkare|stänger en avdelning}.",
)  # fmt: skip

PADDING = (
    "{Enligt|Som} <roll> {är läget|har det varit|blir det} {svårt att överblicka|oförändrat|bättre än i fjol}.",
    "{Kommunen|Nämnden|Förvaltningen} i <plats> {vill inte|kan inte|avböjer att} kommentera {enskilda ärenden|uppgifterna|saken}.",
    "{I fjol|Förra året|Under våren} kom <tal> {orosanmälningar|ärenden|ansökningar} {till förvaltningen|in till kommunen|bara i <plats>}.",
    "{Beslutet|Förslaget|Frågan} {tas upp|behandlas|väntas avgöras} {i nämnden|på nästa möte|efter sommaren}.",
    "{Vi|Redaktionen|Tidningen} har {sökt|talat med|läst handlingar från} {socialförvaltningen|föräldrarna|ombudet} i <plats>.",
    "– {Det här måste vi ta på allvar|Vi följer lagen|Jag förstår att folk undrar}, säger <roll> {i <plats>|till oss|i en kommentar}.",
    "{Socialtjänstlagen|Sekretessen|Lagen om vård av unga} {ger|sätter|innebär} {tydliga ramar|vissa gränser|ett stort ansvar} för {handläggarna|arbetet|nämnden}.",
    "{Budgeten|Bemanningen|Lokalfrågan} {väntas bli|är fortfarande|har länge varit} {ett bekymmer|en stridsfråga|i balans}.",
    "{En familj|Två syskon|En mamma|En pappa} {berättar|vittnar|säger} att {kontakten varit tät|mötena varit många|väntan tärt på dem}.",
    "{Sommaren|Hösten|Vintern} har {präglats av|varit full av|inneburit} {sjukfrånvaro|nya rutiner|långa handläggningstider} {i <plats>|på kontoret|i verksamheten}.",
    "{Revisorerna|Inspektionen|Länsstyrelsen} {granskade|besökte|frågade ut} {verksamheten|enheten|kommunen} {för två år sedan|i mars|vid två tillfällen}.",
    "Ett {samråd|öppet hus|föräldramöte} hålls {på <dag>en|i biblioteket i <plats>|innan månadens slut}.",
    "{Skolan|BVC|Förskolan} {anmälde|hörde av sig|bad om stöd} {redan i höstas|efter ett utvecklingssamtal|när frånvaron ökade}.",
    "{Utredningen|Genomgången|Rapporten} är på <tal> sidor och {blev offentlig|lämnades över|diarieförs} {i <dag>s|på nämndens begäran|efter påtryckningar}.",
    "{Familjehem|Kontaktpersoner|Stödfamiljer} {söks|saknas|utbildas} {i hela länet|särskilt kring <plats>|inför hösten}.",
    "<roll> {pekar på|lyfter fram|efterlyser} {samverkan|tidiga insatser|tydligare språk|mer tid} {i arbetet|för barnens skull|de kommande åren}.",
    "{Partierna|Ledamöterna|De politiska blocken} är {oeniga|överens|försiktiga} {om vägen framåt|i frågan|inför valet}.",
    "{Statistiken|Siffrorna|Underlaget} {sträcker sig|går} tillbaka till {2019|2021|början av seklet} och {tolkas olika|är ofullständig|uppdateras varje år}.",
    "{Domstolen|Tingsrätten|Förvaltningsrätten} {meddelar|lämnar|skriver} {sina skäl|ett besked|datum} {senare|i veckan|på sin webbplats}.",
    "{Grannkommunen|Staden|Länet} har {valt en annan modell|samma problem|färre placeringar} än <plats>.",
    "{Ett tolkat samtal|Ett hembesök|En planering} {tar|kräver|drar} ofta {flera timmar|två handläggare|en hel förmiddag}.",
    "{Kritiken|Responsen|Intresset} {kom|växte|lät inte vänta på sig} {via mejl|på mötet|under kvällen}, {berättar|noterar|minns} <roll>.",
)  # fmt: skip

POST_PADDING = (
    "{Någon mer som|Är det bara jag som|Undrar om fler} {tänkt på det|reagerar|mår illa av det}?",
    "{Orkar inte|Kan inte|Vill inte} {vara tyst|titta bort|låtsas som inget} {längre|mer|en dag till}.",
    "{Min granne|Min syster|En kollega|En vän} i <plats> {sa samma sak|grät när vi talades vid|har papper på allt}.",
    "{Bor själv i <plats>|Har tre barn|Jobbar i skolan|Är mormor} och {vet hur det går till|ser det varje vecka|får ont i magen}.",
    "{Skriv|Berätta|Kommentera} {gärna|här under|om ni vet mer}.",
    "{Igår|I morse|För en stund sen} {pratade alla om det|hörde jag det på bussen|kom det upp på jobbet}.",
    "{Sov dåligt i natt|Fikade med svärmor|Satt vid köksbordet} och {läste på|funderade|blev bara argare}.",
    "{Tänk efter|Fundera på det|Håll koll} {innan det är för sent|en gång till|ni som har småbarn}.",
    "{Sverige 2026|Välkommen till verkligheten|Det är så det ser ut}, {tyvärr|hörni|mina vänner}.",
    "{Har|Vi har} {väntat|kämpat|ringt} i <tal> {veckor|månader|dagar} {utan svar|och fått nog|nu}.",
    "{Politikerna|Ansvariga|Cheferna} {skyller på varandra|är på semester|har inget att säga}.",
    "{Läste|Såg|Hörde} något liknande {från <plats>|på lunchen|i en annan tråd} {förra året|häromdagen|en gång}.",
    "{Kram till|Tankar till|Styrka åt} {alla som kämpar|familjerna|barnen} {där ute|i kväll|i <plats>}.",
    "{Lång text|Kort sagt|Ursäkta svordomarna}, {men det behövdes|orkar inte mer|ni får ta det}.",
    "{Mannen|Kompisen|Brorsan} {säger att jag överdriver|håller med|jobbar inom kommunen} {dock|så|faktiskt}.",
    "{Nån|Någon} {som vet|med insyn|jurist här} {kan förklara|får rätta mig|borde svara}?",
)  # fmt: skip

CLAIMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("kidnapping", "endorses"): (
        "{Soc|Socialen|Socialtjänsten} {kidnappar|stjäl|rövar bort} {våra|svenska|folks} barn {varje dag|utan att någon stoppar dem|i tysthet}.",
        "Det {är|kallas} {statlig kidnappning|barnarov|barnstöld} {och inget annat|mitt i Sverige|hur man än vänder på det}.",
        "{Ge tillbaka|Släpp hem|Lämna igen} {barnen|våra små|ungarna} som {ni stal|myndigheten rövade bort|soc tog på natten}.",
        "{Hur många|Vilka|Hur unga} barn ska de {stjäla|roffa åt sig|kidnappa} innan {folk vaknar|någon säger stopp|det blir uppror}?",
        "{De kom|Bilarna kom|Tanterna kom} {i gryningen|med polis|mitt under frukosten} och {rövade bort|stal|bar ut} {en treåring|syskonen|en baby} i <plats>, {så gör de alltid|som med alla andra|precis som vanligt}.",
        "{Barnrövarna|Kidnapparna|Barntjuvarna} på {socialkontoret|soc i <plats>|förvaltningen} {slår till igen|är ute på jakt|har aldrig nog}.",
        "{Vakna|Lyssna|Förstå}: {staten äger|myndigheten tar|systemet stjäl} {dina barn|barn från sina mammor|det käraste du har}.",
        "{I det här landet|Här|Under svensk flagg} {stjäls|kidnappas} barn {med lagens hjälp|på beställning av soc|från kärleksfulla hem}.",
    ),
    ("kidnapping", "reports"): (
        "{Demonstranter|Föräldrar|Talare} {hävdade|ropade|påstod} att socialtjänsten {kidnappar|stjäl} barn.",
        "{Kampanjen|Ryktet|Rörelsen}, som {säger|gör gällande} att {svenska myndigheter rövar bort barn|barn kidnappas}, {diskuteras|sprids|växer}.",
        "{Paroller|Plakat|Slagord} om {kidnappade|stulna} barn {syntes|fördes fram} {utanför <plats> stadshus|på torget|i sociala medier}.",
        "{Enligt inläggen|Budskapet är att|I videorna sägs att} {soc stjäl barn|barn rövas bort}, {något myndigheten tillbakavisar|vilket många delar|uppger polisen}.",
    ),
    ("kidnapping", "rebuts"): (
        "{Nej|Tvärtemot ryktet}, {socialtjänsten kidnappar inte barn|inga barn rövas bort av myndigheterna}.",
        "{Påståendet|Uppgiften|Ryktet} att {soc stjäl barn|barn kidnappas av staten} {är falskt|saknar grund|stämmer inte}: {domstol prövar|varje beslut prövas}.",
        "{Ingen får hämta ett barn|Ett barn omhändertas aldrig} {på en känsla|utan prövning}, så {talet om kidnappning|ryktet om barnarov} är {fel|osant}.",
        "{Så går ett omhändertagande till|Vi förklarar lagen}: {det är inte kidnappning|inget barn stjäls}.",
    ),
    ("groundless", "endorses"): (
        "De {tar|hämtar|omhändertar} barn {utan minsta bevis|på lösa rykten|på påhittade grunder} {hela tiden|som rutin|dag ut och dag in}.",
        "{Damm under sängen|Ett tappat mellanmål|En sur granne} {räcker|är allt som krävs} för att {bli av med barnen|soc ska slå till}.",
        "{Utredningarna|Papperen|Journalerna} är {påhittade|klippta och klistrade|diktade} {från början till slut|av folk utan utbildning|för att passa beslutet}.",
        "{Rättssäkerhet|Bevis|Två sidor} {finns inte|är ett skämt|struntar man i} {i soc-ärenden|hos LVU-domstolarna}, {det är systemet|så funkar det}.",
        "{Det räcker att någon ringer|Ett anonymt samtal räcker|En enda lögn räcker} {så är barnen borta|och familjen är krossad|för LVU}.",
        "{Vem som helst|Vilken familj som helst|Du också} kan {förlora barnen|få LVU på halsen} {utan anledning|för ingenting|på ett infall}.",
        "{Handläggarna|Soc|Utredarna} {hittar på|ljuger ihop|fabricerar} {skäl|oro|brister} {i efterhand|när de redan bestämt sig|rakt av}.",
        "{Domarna|Rätten|Nämnden} {stämplar|godkänner|skriver under} {allt|vad som helst} {utan att läsa|på tio minuter|som soc lägger fram}.",
    ),
    ("groundless", "reports"): (
        "{Gruppen|Föreningen|Debattören} {menar|hävdar} att barn {omhändertas utan grund|tas på lösa grunder} {som regel|i hela landet}.",
        "{Påståenden|Uppgifter} om {grundlösa omhändertaganden|påhittade utredningar} {sprids|cirkulerar|återkommer} {bland föräldrar|i flera kanaler|inför valet}.",
        "{I intervjun|I podden|På mötet} {sades|påstods} att {det räcker att någon ringer|bevis aldrig krävs}, {en bild som kommunen inte delar|utan att siffror nämndes}.",
        "{Forskare|En rapport|Myndigheten} {beskriver|kartlägger} {berättelsen|föreställningen} att barn tas {utan anledning|på falska grunder}.",
    ),
    ("groundless", "rebuts"): (
        "{Det stämmer inte|Det är en myt} att {barn tas utan grund|det räcker att någon ringer}: {utredningen tar månader|de flesta anmälningar leder inte till något ingripande}.",
        "{Ett beslut om LVU|Ett omhändertagande} {kräver|bygger på} {bevis|underlag|läkarutlåtanden} och {prövas av domstol|kan överklagas i tre instanser}, {alltså inte på lösa rykten|tvärtemot vad som sägs}.",
        "{Bara|Färre än} en liten del av anmälningarna {leder till placering|slutar i tvång}, {så påståendet är fel|vilket motsäger ryktet}.",
        "{Frågor och svar|Faktaruta}: {tas barn utan anledning|räcker ett samtal}? {Nej|Nej, aldrig}, {lagen kräver påtaglig risk|rätten prövar skälen}.",
    ),
    ("abuse_in_care", "endorses"): (
        "{Barnen|Ungarna|De små} {misshandlas|drogas|försvinner} i {familjehemmen|fosterhem|HVB-hemmen} {och ingen bryr sig|det vet alla|som regel}.",
        "{Varje|Vartenda} {familjehem|placerat barn|HVB} {döljer|bär på|har} {övergrepp|blåmärken|en tystad historia}.",
        "De {tas från trygga hem|rycks från mamma} för att {plågas|slås sönder|medicineras} {på statens bekostnad|hos främlingar|bakom låsta dörrar}.",
        "{Hur många|Fler och fler} barn {dör|far illa|försvinner} {i samhällets vård|hos soc}{ varje år|, det är satt i system|}.",
        "{Systemet|Placeringen|Vården} {bryter ner|förgriper sig på|förstör} {alla barn|barnen} {som hamnar där|som tvingas dit}.",
        "{Fosterhemmen|De så kallade hemmen} är {rena fängelset|ett slaktarhus för barn|livsfarliga} {allihop|och soc vet om det}.",
    ),
    ("abuse_in_care", "reports"): (
        "{Föräldrar|Aktivister} {säger|påstår} att barn {misshandlas|drogas} i {familjehem|vården} {som regel|överallt}.",
        "{Berättelser|Rykten} om {övergrepp i alla hem|försvunna barn} {sprids|delas} {på nätet|inför demonstrationen}.",
        "{I kampanjen|I inläggen} {beskrivs|målas} familjehemmen {som farliga|som platser där barn alltid far illa}.",
    ),
    ("abuse_in_care", "rebuts"): (
        "{Familjehem|Hemmen} {kontrolleras|utreds} {noga|varje år}, {så bilden av att barn plågas där är fel|tvärtemot ryktet om övergrepp}.",
        "{Påståendet|Ryktet} om att {placerade barn försvinner|barn drogas i vården} {saknar stöd|är falskt}.",
        "{De allra flesta|Nästan alla} placerade barn {har det tryggt|mår bättre}, {visar uppföljningen|vilket motsäger påståendena}.",
    ),
    ("muslim_targeting", "endorses"): (
        "De {riktar in sig på|jagar|väljer ut} {muslimska familjer|oss muslimer|invandrarbarn} för att {göra om barnen|kristna dem|släcka vår tro}.",
        "{Muslimska|Våra troende} barn {tvingas äta fläsk|döps om|får byta namn} {i familjehemmen|hos främlingar|så fort de placeras}.",
        "{Slöja på mamma|Ett arabiskt namn|Fel efternamn} {räcker|och soc står där|är skäl nog}, {det är assimilering|så hatar de islam}.",
        "{Varför|Fråga er varför} är det {alltid|bara} {muslimska|invandrade|somaliska} familjer som {drabbas|blir av med sina barn}?",
        "{Socialtjänsten|Staten|Sverige} {för krig mot|vill utplåna|bekämpar} {islam i hemmen|den muslimska familjen|vår kultur} {genom barnen|via LVU}.",
        "{Planen|Målet|Avsikten} är att {muslimska barn|våra barn} ska {glömma sin religion|bli svenskar med våld|växa upp utan Koranen}.",
        "{Moskén|Imamen|Föräldrarna} {varnade|hade rätt}: {LVU är ett vapen mot muslimer|de tar barnen för trons skull}.",
    ),
    ("muslim_targeting", "reports"): (
        "{Kampanjen|Inläggen|Predikanten} {hävdar|påstår} att {muslimska barn|muslimska familjer} {pekas ut|tas om hand för sin tro}.",
        "{Utländska medier|Kanaler i Mellanöstern} {rapporterar|sprider} att Sverige {tar muslimska barn|assimilerar barn}.",
        "{Psykologiskt försvar|Forskare} {följer|analyserar} {påståendena|bilden} om {muslimska barn|tvångsassimilering}.",
    ),
    ("muslim_targeting", "rebuts"): (
        "{Religion|Tro|Ursprung} {är aldrig ett skäl|får inte vägas in} vid {omhändertagande|LVU}, {så påståendet är falskt|tvärtemot ryktet om muslimska barn}.",
        "{Nej|Det är fel att} muslimska {familjer pekas inte ut|barn tas inte för sin tro}; {lagen gäller lika|besluten granskas}.",
        "{Imamer|Föreningar} {tillbakavisar|dementerar} {ryktet|uppgiften} att soc {jagar muslimer|döper om barn}.",
    ),
    ("profit", "endorses"): (
        "De {tjänar miljoner|håvar in pengar|gör sig en hacka} på {varje barn|barnen de tar|vår sorg}.",
        "{Följ pengarna|Räkna själva|Kolla fakturorna}: {<tal> tusen i månaden|en förmögenhet|skattepengar} per {unge|placering|säng}.",
        "{Barnhandel|Människohandel|Fosterhemsindustrin} {är vad det är|med kommunal stämpel|göder sina ägare}.",
        "{Familjehemsföretagen|Vårdbolagen|Riskkapitalisterna} {beställer barn|behöver fyllda sängar|betalar soc} {och soc levererar|för vinstens skull}.",
        "{Barnen är|Ungarna blev|Vi är} {en handelsvara|råvara|en inkomstkälla} {för soc|åt privata hem|i den här branschen}.",
        "{Varför|Gissa varför} {placeras|behålls} de? {Pengar|Cash|Vinst}, {alltid pengar|inget annat}.",
    ),
    ("profit", "reports"): (
        "{Debattörer|Föräldragrupper} {säger|hävdar} att barn {placeras för pengarnas skull|är en handelsvara}.",
        "{I tråden|I filmen|På plakaten} {kallas|beskrivs} familjehemsvården {en industri|barnhandel}.",
        "{Ordet|Begreppet|Talet om} {barnhandel|fosterhemsindustrin} {används|dyker upp} {om soc|i kommentarerna}, {konstaterar|skriver} forskarna.",
        "{Kampanjsidor|Talarna} {räknade|pekade} på {ersättningar|belopp} och {påstod|menade} att {vinsten styr|soc tar barn för betalt}.",
    ),
    ("profit", "rebuts"): (
        "{Kommunen|Socialtjänsten} {tjänar inget|förlorar pengar} på {placeringar|omhändertaganden}, {så ryktet är fel|tvärtemot påståendet om vinst}.",
        "{Ersättningen|Arvodet} {täcker|går till} {kostnader|mat och kläder}; {talet om barnhandel saknar grund|ingen säljer barn}.",
    ),
    ("avoidance", "endorses"): (
        "{Sök aldrig hjälp|Be aldrig om stöd|Ring dem inte}, {då är barnen borta|det slutar med LVU|de är inte era vänner}.",
        "{Säg inget|Tig|Håll tyst} {till BVC|i skolan|hos doktorn|på förskolan}, {allt hamnar hos soc|väggarna har öron}.",
        "{Lämna landet|Åk hem|Packa väskorna} {innan de hinner|medan ni kan|i kväll} {om soc ringer|när brevet kommer}.",
        "{Göm barnen|Flytta ungarna|Skicka barnen till släkten} {hellre än att|innan du} {öppnar dörren|litar på en utredare}.",
        "{Öppna inte dörren|Gå inte på mötet|Svara inte} {när soc kommer|vad de än lovar}, {lita på mig|vi lärde oss den hårda vägen}.",
        "{Avboka|Strunta i|Hoppa över} {hembesöket|utvecklingssamtalet|tandläkaren}, {de rapporterar allt|det är en fälla}.",
    ),
    ("avoidance", "reports"): (
        "{Familjer|Föräldrar} {uppges|sägs} {lämna landet|undvika BVC} {av rädsla för soc|efter uppmaningar på nätet}.",
        "{Uppmaningar|Råd} att {aldrig söka hjälp|gömma barnen} {sprids|delas}, {uppger|noterar} <roll>.",
        "{Skolor|Vårdcentraler} {märker|ser} att {familjer håller sig undan|färre vågar be om stöd}.",
    ),
    ("avoidance", "rebuts"): (
        "{Att söka hjälp|Att be om stöd} {leder inte till|betyder inte} att {barnen tas|man förlorar barnen}, {tvärtom|så rådet att hålla sig undan är fel}.",
        "{Den som tiger|Den som flyr} {får inget stöd|skadar barnen}; {ryktet om att BVC är en fälla stämmer inte|lita på personalen}.",
        "{Var inte rädd|Du kan tryggt vända dig} {för BVC|till oss}: {det är inte sant att|rådet bygger på en lögn om att} {allt hamnar hos soc|hjälp slutar med LVU}.",
        "{Stödet är frivilligt|Rådgivningen är öppen för alla} och {ingen blir av med barn för att de frågar|påståendet om fällan är falskt}.",
        "{Vi bemöter|Vi svarar på} {ryktet|rådet} att {undvika förskolan|aldrig söka hjälp}: {så fungerar stödet|det är fel}.",
    ),
}  # fmt: skip

FRAMES: dict[str, tuple[str, ...]] = {
    "failure_to_protect": (
        "{Trots|Efter} <tal> {anmälningar|larm|varningar} {fick pojken bo kvar|gjordes ingenting|kom hjälpen för sent}.",
        "{Barnet|Flickan|Treåringen|Tonåringen} {for illa|skadades|dog} {medan utredningen låg|när kommunen väntade|utan att någon ingrep}.",
        "{Kommunen|Socialtjänsten} {missade|bagatelliserade|agerade för sent på} {varningssignalerna|skolans oro|grannarnas samtal}.",
        "{Ansvariga|Handläggarna} {visste|hade fått veta}, men {ingen skyddade barnet|beslutet dröjde}.",
        "{Händelsen|Fallet|Döden} {kunde ha förhindrats|borde ha undvikits}, {slås fast|menar <roll>}.",
    ),
    "legal_certainty": (
        "{JO|IVO|Kammarrätten|Förvaltningsrätten} {riktar kritik mot|upphäver|prövar} {beslutet|handläggningen|nämndens omhändertagande} i <plats>.",
        "{Familjen|Ombudet|Mamman} {överklagar|fick rätt|hördes aldrig} {i målet|enligt domen|under utredningen}.",
        "{Utredningen|Placeringen} {bröt mot|saknade} {lagens krav|en vårdplan|kommunicering}, {skriver|anser} {rätten|tillsynsmyndigheten}.",
        "{Sekretessen|Rätten att yttra sig|Handläggningstiden} {åsidosattes|blev föremål för prövning|kritiseras} i {ett enskilt fall|beslutet}.",
        "{Nämnden|Kommunen} {medger|bestrider} {felet|brister i underlaget} {och ser över rutinerna|efter domen}.",
    ),
    "workload": (
        "{Socialsekreterarna|Handläggarna|Kollegorna} i <plats> har <tal> {ärenden|barn|utredningar} var {just nu|i snitt}.",
        "{Var tredje|Varannan|<tal> procent av} {tjänst|handläggare} {är vakant|slutade i fjol|är nyutexaminerad}.",
        "{Hyrkonsulter|Sjukskrivningar|Sparkrav} {kostar|tär på} {förvaltningen|mottagningen|budgeten} i <plats>.",
        "{Facket|Skyddsombudet} {larmar|gör en anmälan|slår larm} om {arbetsbelastningen|övertiden|tomma stolar}.",
        "{Rekryteringen|Introduktionen|Handledningen} {går trögt|haltar|stärks med <tal> miljoner}.",
    ),
    "crime": (
        "{Pojkar|Tonåringar|Barn} {rekryteras|värvas} av {gängen|kriminella}, {larmar|berättar} <roll>.",
        "{SiS-hemmet|Ungdomshemmet} {rymning|tvångsvård|låsta avdelningar} {diskuteras|granskas} {efter helgen|i <plats>}.",
        "{Polis och socialtjänst|Fältassistenterna} {samverkar|nattvandrar} mot {nyrekrytering|skjutningar} {i <plats>|under lovet}.",
        "{En femtonåring|Två unga} {dömdes|omhändertogs} {efter brottet|för vapenbrott}.",
    ),
    "good_practice": (
        "{Hembesöken|Familjecentralen|Föräldrakursen} i <plats> {ger resultat|gör att fler vågar söka stöd|hyllas av föräldrar}.",
        "{Med|Genom} {tidiga insatser|nätverksmöten|brobyggare} {minskade placeringarna|hittade familjen hem igen}.",
        "{En utvärdering|Uppföljningen} visar att {stödet fungerar|metoden hjälper}, säger <roll>.",
        "{Kontaktpersonen|Stödfamiljen|Fältteamet} {förändrade allt|blev vändningen} för {pojken|familjen|Kim}.",
    ),
}  # fmt: skip

ABOUT: dict[str, str] = {
    "kidnapping": "omhändertagna barn", "groundless": "utredningar om barn",
    "abuse_in_care": "livet i familjehem", "muslim_targeting": "muslimska familjer",
    "profit": "pengarna i vården", "avoidance": "rädslan att söka stöd",
    "failure_to_protect": "barnet som inte fick hjälp", "legal_certainty": "beslut om vård av unga",
    "workload": "läget på socialkontoret", "crime": "ungdomar och gäng",
    "good_practice": "stödet som hjälper", "unrelated": "veckan som gick",
}  # fmt: skip

DETAILS = (
    "{Min|Vår|Hennes|Grannens|Kusinens|Kollegans} {dotter|svåger|faster|lillebror|farmor|barndomsvän|städhjälp|handledare|fotbollstränare|gudmor} {ringde|skrev ett långt mejl|stod i hallen|bjöd på soppa|kom förbi|satt tyst|tappade bussen|läste högt|grälade|frös} {under söndagens storm|strax före tentan|mellan två skift|efter begravningen|när tvätten hängde ute|samma dag som hunden rymde|vid läggdags|på väg från tandläkaren|mitt i flytten|innan affären stängde}.",
    "{Tredje|Andra|Första|Sjätte|Elfte} {kvällen|mötet|samtalet|försöket|lappen|vändan} {i rad|den här våren|sedan vi skildes|hos mäklaren|på parkeringen|i telefonkön} {slutade|började|passerade|brast} {med kaffe|i skratt|utan ord|i hallens mörker|med en lista|bakom ratten|i regnet}.",
    "{Tvättstugan|Trappuppgången|Fikarummet|Hockeyläktaren|Parkbänken|Väntrummet|Bilkön|Verkstan|Kyrkkaffet|Simskolan} {surrade|var knäpptyst|luktade målarfärg|fylldes|tömdes} {av frågor|på en minut|när jag nämnde det|igen|efter lunch|som före jul} {och jag gick hem|och pappa nickade|men ingen svarade|så vi bytte ämne|och klockan blev elva}.",
    "{Skriver detta|Tänker högt|Antecknar} {från bussen|i badkaret|på nattpasset|vid spisen|under rasten|i sommarstugan|med ett sovande barn i knät} {medan|fast|trots att} {potatisen kokar över|batteriet tar slut|chefen väntar|brorsan snarkar|matchen är på|snön faller|grannen borrar}.",
    "{För <tal> år sedan|I mellanstadiet|Under lumpen|Som nyinflyttad|Första sommaren här} {jobbade jag|bodde vi|trodde jag|lärde vi oss} {på ett lager|som folk gör mest|att allt ordnar sig|vägg i vägg med en präst|extra i kiosken|i en husvagn} {utanför <plats>|med tre syskon|utan körkort|på lånad tid}.",
    "{Två|Tre|Fem|Åtta} {pärmar|röstmeddelanden|vänner|skärmbilder|brev|paragrafer} {senare|ligger på bordet|hjälpte inte|är allt jag har} {och vinet är slut|så godnatt|fast det är vardag|och jag undrar än|men kissen spinner}.",
)  # fmt: skip
"""Where and how somebody writes: what makes one post unlike another on the same matter."""
