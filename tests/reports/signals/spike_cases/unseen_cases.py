"""Ten constructed spikes that were kept apart until the figure was taken.

The same interface as spike_cases/cases.py (CASES, a list of Case), with other texts, other mixes and
other ways in which the same causes come about.

    PYTHONPATH=.:tests/reports/signals .venv/bin/python -m spike_cases.check THIS_FILE
"""

# ruff: noqa: E501 - one sentence with its alternatives is one line

from __future__ import annotations

from spike_cases import outlets
from spike_cases.case import Case, case
from spike_cases.labelling import MODEL
from spike_cases.waves import archive, articles, people, reposts, ring, strangers, wire
from spike_cases.world import World

from reports.signals.spike_card.causes import Cause
from store.records import DocumentKind

__all__ = ["CASES", "MODEL"]

CASES: list[Case] = []

INVOICES = (
    "{En faktura|Kvittot|Ett avtal} {läckte|ligger ute|cirkulerar}: {<tal> 000|en halv miljon} {per kvartal|för två syskon}, {det är ju ren handel|barnen är en vara}.",
    "{Ägaren|Direktören} {köpte båt|har hus i Spanien} {för pengar|tack vare ersättningen} {som soc betalar|per placerat barn}.",
    "{Ju fler|Så länge} {barn de plockar|sängarna är fulla} {desto fetare|rullar} {bonus|vinsten} {i koncernen|till ägarna}.",
    "{Barnen kommer hem|De släpper ett barn} {först när|aldrig förrän} {pengarna tar slut|kontraktet löpt ut}.",
    "{Granskade|Räknade på} {bolagens|tre hems} {årsredovisning|bokslut}: {soc göder dem|barn är affärsidén}.",
    "{Upphandling av|Marknaden för} {människor|ungar}, {det heter barnhandel|kalla det vad det är}.",
    "{Vår kommun|Nämnden} {skickade|sålde} {<tal> barn|syskonen} till {högstbjudande|ett bolag} {förra året|i juni}.",
    "{Socialchefens|Handläggarens} {kusin|man} {äger|driver} hemmet, {undra varför barnen hamnade där|pengar, pengar}.",
)  # fmt: skip

OPEN_LETTER = (
    "Vi är socionomer, lärare och barnläkare som möter familjer varje dag. Påståendet att barn tas "
    "utan grund gör föräldrar rädda för just den hjälp som hade kunnat hålla ihop hemmet. Av hundra "
    "anmälningar leder två till placering. Varje beslut om vård utan samtycke prövas av en domstol "
    "där familjen har eget ombud, och prövas om var sjätte månad. Det är inte sant att ett samtal "
    "räcker. Vi ber er som undrar att fråga oss, på vårdcentralen, i skolan eller på ett öppet hus. "
    "Rykten skyddar inget barn. Kunskap gör det."
)

HOMES_REPORTED = (
    "{Efter|Bakom} {en insändare|ett inlägg} om {hemmet i <plats>|ett jourhem} {växte|spred sig} påståendet att {barnen drogas|alla placerade far illa}.",
    "{Podden|Kanalen} {lät|lade ut} {en anonym röst|tre mammor} {säga|hävda} att {misshandel är regel|barn försvinner} {i familjehem|på HVB}.",
    "{Kommunen|Familjehemmet} {svarar|vill bemöta} {uppgifterna|ryktet} {i nästa del|på fredag}.",
    "{Vi har gått igenom|Redaktionen läste} <tal> {trådar|videor} där {vården kallas livsfarlig|övergrepp sägs vara vardag}.",
    "{Granskningens|Seriens} {nästa del|avsnitt} {handlar om|följer} {en pappa|en faster|en tonåring} {som tror på|som slutade tro på} {berättelserna|bilden av fosterhemmen}.",
    "{Psykologen|Språkforskaren|En före detta aktivist} {förklarar|resonerar om} varför {berättelser om plågade barn|sådana rykten} {fäster|får fart}.",
    "{På <plats> torg|I en lokal i <plats>} {delades|såldes} {flygblad|en bok} med {påståenden om|vittnesmål om} {drogade barn|övergrepp i vården}.",
    "{Så|Här} {började|klipptes} {filmen|klippet} som {påstår|säger} att {placerade barn plågas|hemmen är fängelser}.",
)  # fmt: skip

PAPERLESS = (
    "{Läs|Spara|Sprid} {akten|sidan <tal>}: {inte ett bevis|bara gissningar}, {och så gör de jämt|det är mönstret}.",
    "{Rätten|Lagmannen} {tog|behövde} {nio minuter|en kvart}, {barnet var redan borta|domen var skriven innan}.",
    "{Ett sms från en ovän|Skvaller på jobbet} {blev|kallas} {utredning|utlåtande}, {så funkar hela apparaten|välkommen till LVU}.",
    "{De behöver inga skäl|Skälen skrivs efteråt}, {fråga vilken mamma som helst|varenda gång}.",
    "{Inget blåmärke|Ingen läkare|Inga vittnen}. {Ändå borta|Tack och hej}. {Systemet i ett nötskal|Normalt i Sverige}.",
    "{Oro räcker|Känslan räcker}, {det har de lärt sig på kursen|lag behövs inte}.",
    "No evidence, {no hearing|no lawyer}, {just a feeling|one email}: {that is every single case|this is how they always do it}.",
    "{Paragraf|Dokumentet} <tal> {är fejk|saknas}, {precis som i alla andra mål|ingen bryr sig}.",
)  # fmt: skip

INVESTORS = (
    "{Sweden|The municipality} {sells|auctions} {children|siblings} to {private homes|investors}, {that is the business model|and bills you}.",
    "{A bed|One placement} {costs|brings} {forty thousand|a small fortune} a {month|quarter}; {do the math|guess why they keep him}.",
    "{Private equity|A listed company} {loves|needs} {stolen kids|full beds}, {so the state delivers|and the agency obeys}.",
    "{Foster care|Protection} is {an industry|a cash machine} {up there|in Scandinavia}, {nothing else|with nice brochures}.",
    "{They will not|Nobody can} {return her|send him home} {while the contract runs|before the money stops}.",
    "{Shareholders|Owners} {smile|got rich}, {mothers cry|children wait}. {Every time|By design}.",
    "{The invoice|A leaked budget} {shows|says it all}: {per head|per child}, {like cattle|like parcels}.",
    "{Ask who profits|Look at the yachts}: {the homes|the consultants} {paid by social services|feeding on kids}.",
    "{My friend's boy|Her baby} {became|is} {a line in a spreadsheet|somebody's salary} {over there|in Malmö}.",
)  # fmt: skip

FOSTER_PARENTS = (
    "{Vi har varit familjehem|Vårt hem har varit öppet} i <tal> år och {ingen drogas här|här plågas ingen}, {sluta sprid det|det är lögn}.",
    "{Vår placerade|Han som bodde hos oss} {ringde i dag|tog studenten} och {skrattade åt|grät över} {påståendena|det ni skriver om hemmen}.",
    "{Kontroll|Besök} {fyra gånger om året|både anmält och oanmält}, {så nej|därför stämmer det inte att} {barn försvinner|allt göms}.",
    "{Själv placerad|Jag växte upp i familjehem}: {de räddade mig|jag fick en familj}, {ryktet är fel|tro inte på skräckhistorierna}.",
    "{Jobbar på HVB|Är behandlare}: {varje skråma dokumenteras|medicin ges av läkare}, {inte som det påstås|alltså ingen drogning}.",
    "{Tror ni på|Vem hittar på} {drogade barn|de här sagorna}? {Kom på fika|Fråga barnen själva}.",
    "{Fostermamma|Kontaktfamilj} {här|i <plats>}: {trött på|ledsen över} {att kallas torterare|lögnerna om våra hem}.",
    "{Mina bonussyskon|Barnen hos farmor} var {placerade|jourplacerade}, {tryggast i världen|de mår bra}, {så lägg av|ryktet stämmer inte}.",
    "{Det finns dåliga hem|Fel begås}, {men att alla barn misshandlas är osant|men påståendet om regel är fel}.",
    "{Läs forskningen|Kolla uppföljningen}: {de flesta klarar sig|nio av tio trivs}, {inte tortyr|tvärtemot kampanjen}.",
)  # fmt: skip

TORSBY = (
    "{IVO|Inspektionen} {stänger|drar in tillståndet för} {Björkgläntan|behandlingshemmet Björkgläntan} {utanför|i} Torsby {med omedelbar verkan|från och med torsdag}.",
    "{En femtonårig flicka|Flickan} {skadades|låg avsvimmad} {på Björkgläntan|i en låst korridor} {utan att|medan} {personalen ringde ambulans|jouren sov}.",
    "{Sju|Ett tiotal} {kommuner|socialnämnder} {hade|har haft} {ungdomar placerade|avtal} {på hemmet i Torsby|hos Björkgläntan}.",
    "{Ägarbolaget|Vd:n} {beklagar|överklagar inte|är chockad} och {skyller på|hänvisar till} {en nattvikarie|underbemanning}.",
    "{Redan i februari|Två gånger tidigare} {varnade|larmade} {en praktikant|flickans kurator} {socialtjänsten|placeringskommunen} {om låsta dörrar|utan att få svar}.",
    "{Ungdomarna|De elva unga} {flyttas|hämtas} {under helgen|till andra hem} {från Torsby|när Björkgläntan töms}.",
    "{Åklagaren|Polisen i Karlstad} {inleder|överväger} {förundersökning|förhör} om {vållande|det som hände på Björkgläntan}.",
    "{Oppositionen|Barnombudsmannen} {frågar|vill veta} {varför tillsynen dröjde|hur hemmet fick tillstånd}: {flickan kunde ha skyddats|larmen fanns}.",
    "{Grannar|Byborna} {såg blåljus|hörde rop} {natten till tisdagen|vid gläntan} och {undrade|ringde kommunen}.",
)  # fmt: skip

CRIME_LEADS = (
    "Fritidsgården i hamnen har fått sällskap av två fältarbetare sedan en springpojke hittades med vapen.",
    "En sextonåring som rymde under en permission greps i en kolonistuga.",
    "Rektorn vill ha socialtjänsten på plats i korridorerna efter höstens rån.",
    "Tullen och nämnden provar ett gemensamt larm när barn reser ensamma med väskor.",
    "Föräldravandrarna i villaområdet mötte unga säljare redan vid tolvtiden.",
    "Kostnaden för låsta platser har fördubblats, visar bokslutet.",
    "En avhopparverksamhet för flickor öppnar i en gammal prästgård.",
    "Domstolen valde ungdomsövervakning för tre klasskamrater efter misshandeln på badet.",
    "Mammor till dömda söner har startat ett kafé där soc bjuds in.",
    "Spelappen användes för att värva tolvåringar, enligt en kartläggning.",
    "Utegångsförbud på institutionen efter att en mobil smugglats in i ett bröd.",
    "Taxibolaget får utbildning i att känna igen barn som kör varor.",
    "Brandkåren tar emot skolkare en dag i veckan, på nämndens önskan.",
    "En pappa anmälde sin egen son och berättar varför.",
)  # fmt: skip

GUIDEBOOK = (
    "{Skyddsboken|Häftet Skyddsboken|Pdf:en Skyddsboken} {uppmanar|råder} {familjer|föräldrar} att {aldrig släppa in soc|hålla sig borta från BVC}.",
    "{Den|Broschyren} på <tal> sidor {delas|säljs} {under namnet|som} Skyddsboken {utanför förskolor|i slutna grupper}.",
    "{Förskolechefen|BVC-sjuksköterskan} {hittade|fick se} {Skyddsboken|ett exemplar} i {hallen|väntrummet} {i måndags|när besöken uteblev}.",
    "{Upphovsmannen|Avsändaren} bakom Skyddsboken {är okänd|vill inte framträda}, men {domänen|betalningen} {leder utomlands|registrerades i mars}.",
    "{Socialministern|Skolverket} {kallar Skyddsboken|säger att råden är} {farliga|olyckliga} {och vill se|men avvisar} {motåtgärder|ett förbud}.",
    "{Uteblivna besök|Avbokningarna} {har|uppges ha} {dubblerats|ökat} {sedan Skyddsboken kom|på tre veckor}.",
    "{Juristen|Förläggaren} {går igenom|har läst} {kapitel <tal>|råden}: {flytta, tig, göm|res innan brevet kommer} {står det|heter det}.",
    "{Tryckeriet|Ett tryckeri i Borås} {tog emot|nekade} {en beställning|en andra upplaga} {av Skyddsboken|på tiotusen häften}.",
)  # fmt: skip

FLIGHT = (
    "{Biljetterna är köpta|Vi åker på torsdag}, {gör likadant|vänta inte på brevet}, {de lurar er|soc ler och tar}.",
    "{Byt förskola|Flytta skriv er}, {säg aldrig varför|lämna inga spår}, {det är enda skyddet|lita inte på någon}.",
    "{Stäng av ljuset|Var inte hemma} {när de ringer på|på tisdagar}, {så klarade vi oss|råd från en som vet}.",
    "{Aldrig mer BVC|Ingen mer kurator} för oss, {alla rapporterar|och inte för er heller}.",
    "{Ta mormor som adress|Skaffa nytt nummer}, {de hittar inte|göm er} {tills det lugnat sig|över sommaren}.",
)  # fmt: skip


@case(CASES, 901, "2026-W29", "profit", "endorses", Cause.RECRAWL, mean=4, before=25)
def file_brought_in(world: World) -> None:
    """A research group's file of one week's posts is imported; else the week is ordinary."""
    world.add_import("4cat_videos", world.moment(0, 0), world.moment(6, 22))
    writers = strangers(world, 47)
    for number in range(58):
        body = world.post(core=INVOICES, n_core=world.rng.choice((1, 2)))
        world.add("4cat_videos", world.some_time(0, 5.9), "", body, world.target(),
                  author=writers[number % 47], fetched=world.moment(6, 22, number / 60),
                  kind=DocumentKind.POST, part="recrawl")  # fmt: skip
    people(world, 8, strangers(world, 8, 6000), "accounts")
    articles(world, ["nordens_rost", "fria_ordet"], "news")


@case(CASES, 902, "2026-W43", "groundless", "rebuts", Cause.COPIES, mean=1.8, before=26)
def open_letter(world: World) -> None:
    """An open letter, printed with own introductions by papers, authorities and a trade paper."""
    rooms = ["socionomtidningen", "barnens_vanner", *outlets.PAPERS[2:11], "morgontidningen",
             "socialverket", "granskarna"]  # fmt: skip
    leads = (
        "{Läsare i <plats>|Ett fyrtiotal undertecknare} {har skrivit till oss|vill ha svar}: {läs brevet här|vi publicerar brevet}.",
        "{Bland undertecknarna finns|Brevet stöds av} {en rektor|två läkare} från <plats>.",
    )
    wire(world, rooms, world.moment(0, 11), "copies", title="Vi svarar på ryktena", body=OPEN_LETTER,
         change=(0.0, 0.04, 0.07), hours=110, own=leads, about="brevet från de hundra")  # fmt: skip
    reposts(world, 4, strangers(world, 4, 7000), "copies", body=OPEN_LETTER, first=1)
    people(world, 5, strangers(world, 5), "accounts", first=1)
    articles(world, ["rikstelevisionen", "dagsbladet", "jamtposten"], "event", first=2)


@case(CASES, 903, "2026-W18", "abuse_in_care", "reports", Cause.ONE_SOURCE, mean=1, before=23)
def tabloid_series(world: World) -> None:
    """A tabloid's series on tales of foster homes, two parts a day; two others take it up."""
    articles(
        world, ["expressen_syd"] * 13, "one_source", core=HOMES_REPORTED, n_core=3, n_padding=4
    )
    articles(world, ["riksradion", "fria_ordet"], "event", core=HOMES_REPORTED, first=3)
    people(world, 3, strangers(world, 3), "accounts", first=2)


@case(CASES, 904, "2026-W14", "groundless", "endorses", Cause.ACCOUNT_CLUSTER, mean=6, before=27)
def ring_with_many_links(world: World) -> None:
    """Ten accounts push one link after another within minutes, on two platforms, each time a new
    one; twice as many people write as they like, and share what everybody shares."""
    members = strangers(world, 10)
    for platform, hour in (("flodet", 6.5), ("torget", 22)):
        moments = [world.moment(day, hour + world.rng.uniform(0, 1.5)) for day in range(4)]
        ring(world, members, moments, "account_cluster", url=f"https://{platform}-akten.example/?s=",
             within_s=210, takes_part=0.7, platform=platform, core=PAPERLESS)  # fmt: skip
    everybody = [f"https://nyheter.example/{n}" for n in range(4)]
    people(world, 21, strangers(world, 21, 6000), "accounts", urls=everybody, link_share=0.6)
    people(world, 4, strangers(world, 4, 6200), "language", language="en")


@case(CASES, 905, "2026-W33", "profit", "endorses", Cause.ONE_LANGUAGE, mean=5, before=22)
def english_wave(world: World) -> None:
    """Posts in English by many after a foreign influencer's remark; a site translates it."""
    people(world, 44, strangers(world, 39), "one_language", language="en", core=INVESTORS,
           places=outlets.PLATFORMS, first=1)  # fmt: skip
    people(world, 9, strangers(world, 9, 6000), "accounts", core=INVOICES)
    articles(world, ["nordens_rost", "nordens_rost"], "one_source", core=INVOICES, first=2)
    ring(world, strangers(world, 4, 6300), [world.moment(3, 20)], "account_cluster",
         url="https://investigate.example/p", core=INVOICES)  # fmt: skip


@case(CASES, 906, "2026-W24", "abuse_in_care", "rebuts", Cause.MANY_ACCOUNTS, mean=2, before=20)
def foster_parents_answer(world: World) -> None:
    """Sixty people tell of their own homes; every third shares the same article, each in their own
    time; a few write much."""
    people(world, 56, strangers(world, 56), "many_accounts", core=FOSTER_PARENTS, first=0, last=6.5,
           urls=["https://morgontidningen.example/familjehem"], link_share=0.35)  # fmt: skip
    people(world, 7, strangers(world, 2, 6100), "account_cluster", core=FOSTER_PARENTS)
    articles(world, ["morgontidningen", "granskarna", "socialverket"], "event", first=0, last=3)
    reposts(
        world,
        4,
        strangers(world, 4, 6200),
        "copies",
        body=world.post(core=FOSTER_PARENTS, n_padding=4),
    )


@case(CASES, 907, "2026-W47", "failure_to_protect", "", Cause.EVENT, mean=3.5, before=26)
def home_closed(world: World) -> None:
    """A named home is closed: eleven newsrooms tell it, people comment, a wire text goes round."""
    world.more_places = ("Torsby",)
    rooms = ["varmlandsdagen", "varmlandsdagen", "riksradion", "rikstelevisionen", "dagsbladet",
             "kvallsnytt", "expressen_syd", "vastkusten", "ostgotatidningen", "dalabladet",
             "morgontidningen", "varmlandsdagen", "socionomtidningen", "smalandsnytt"]  # fmt: skip
    articles(world, rooms, "event", core=TORSBY, first=1, last=4, n_core=4, n_padding=2,
             about="hemmet i Torsby")  # fmt: skip
    body = world.article(core=TORSBY, n_core=5, n_padding=2)[1]
    wire(world, ["norrposten", "kalmarbladet", "blekingeallehanda"], world.moment(1, 16), "copies",
         title="Hem för unga stängs", body=body, change=(0.0, 0.04))  # fmt: skip
    people(world, 5, strangers(world, 5), "accounts", core=TORSBY, first=2)


@case(CASES, 908, "2026-W15", "crime", "", Cause.NEW_STORIES, mean=2.5, before=28)
def crime_of_all_sorts(world: World) -> None:
    """Easter week: fourteen texts of as many newsrooms, each of something else."""
    rooms = [*outlets.PAPERS[:9], "dagsbladet", "kvallsnytt", "riksradion", "socionomtidningen",
             "rikstelevisionen"]  # fmt: skip
    for room, lead in zip(rooms, CRIME_LEADS, strict=True):
        title, body = world.article(n_core=1, n_padding=5)
        world.add(
            room, world.some_time(), title, f"{lead} {body}", world.target(), part="new_stories"
        )
    title, body = world.article()
    wire(world, ["jamtposten", "kalmarbladet", "blekingeallehanda"], world.moment(3, 8), "copies",
         title=title, body=body)  # fmt: skip
    people(world, 3, strangers(world, 3), "accounts")


@case(CASES, 909, "2026-W07", "avoidance", "endorses", Cause.UNCLEAR, mean=3, before=24)
def five_of_each(world: World) -> None:
    """Five in Somali, five copies, five old pages, five of one site, five people."""
    people(world, 5, strangers(world, 5), "language", language="so")
    title, body = world.article(core=FLIGHT)
    sites = ["fria_ordet", "nordens_rost", "codka", "skaneposten", "expressen_syd"]
    wire(world, sites, world.moment(2, 9), "copies", title=title, body=body)
    at = world.next_poll("barnens_vanner", world.moment(4))
    archive(world, "barnens_vanner", 5, at, "recrawl", over_minutes=6)
    articles(world, ["fria_ordet"] * 5, "one_source")
    people(world, 5, strangers(world, 5, 6000), "accounts", core=FLIGHT)


@case(CASES, 910, "2026-W48", "avoidance", "reports", Cause.EVENT, mean=1.2, before=21)
def guidebook(world: World) -> None:
    """A booklet with a name turns up: ten newsrooms write of it in two days, no town in common."""
    rooms = ["skaneposten", "dagsbladet", "riksradion", "rikstelevisionen", "morgontidningen",
             "expressen_syd", "malarbladet", "socionomtidningen", "fria_ordet", "halsingekuriren",
             "skaneposten"]  # fmt: skip
    articles(world, rooms, "event", core=GUIDEBOOK, first=3, last=5, n_core=4, n_padding=3,
             about="häftet som sprids")  # fmt: skip
    people(world, 4, strangers(world, 4), "accounts", core=GUIDEBOOK, first=3)
    title, body = world.article()
    wire(world, ["vastkusten", "dalabladet"], world.moment(0, 10), "copies", title=title, body=body)
    world.silence("jamtposten", world.moment(0), world.moment(3))
