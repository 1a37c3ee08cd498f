"""Sentences in Arabic, English and Somali, by language: what the claims say, and what is around."""

# ruff: noqa: E501 - one sentence with its alternatives is one line

from __future__ import annotations

CLAIMS: dict[str, tuple[str, ...]] = {
    "ar": (
        "{السوسيال|دائرة الخدمات الاجتماعية|الدولة} {تخطف|تسرق|تنتزع} {أطفالنا|الأطفال|أولاد العائلات} {كل يوم|بلا رحمة|أمام أعين الجميع}.",
        "{أعيدوا|نريد|لن ننسى} {أطفالنا|أولادنا} {المخطوفين|الذين سرقتموهم|من أيدي السوسيال}.",
        "{جاؤوا|دخلوا البيت|وصلت السيارات} {فجرا|مع الشرطة|دون إنذار} و{خطفوا|أخذوا} {الرضيع|البنت الصغيرة|ثلاثة إخوة}.",
        "{يستهدفون|يختارون|يلاحقون} {المسلمين|العائلات المسلمة|المهاجرين} {لتغيير دين الأطفال|ليصبحوا سويديين|بسبب الحجاب}.",
        "{يطعمون|يجبرون} {أطفالنا|الصغار} {لحم الخنزير|على ترك الصلاة} في {بيوت غريبة|العائلات البديلة}.",
        "{لا تخبروا|لا تقولوا شيئا|احذروا} {المدرسة|المستوصف|الروضة}، {كل كلمة تصل إليهم|سيأخذون أولادكم}.",
        "{سافروا|اتركوا البلد|عودوا} {قبل فوات الأوان|قبل أن يأتوا|الليلة} {واحموا أولادكم|مع أطفالكم}.",
        "{يأخذون الطفل|يسحبون الأولاد} {بلا دليل|بسبب مكالمة واحدة|لأسباب كاذبة} {هذا نظامهم|وهذا يحدث دائما}.",
        "{كل طفل|الأطفال عندهم} {تجارة|ربح|صفقة} {والشركات تقبض|بآلاف الكرونات|والبلدية تعرف}.",
        "{أين حقوق|من يدافع عن|متى تعود} {الأم|العائلة|الطفولة} {في السويد|في بلد القانون|يا عالم}؟",
    ),
    "en": (
        "{Swedish|The} social services {kidnap|steal|snatch} {children|babies|kids} {every day|with police at dawn|and nobody stops them}.",
        "{This is|Call it|It is nothing but} {state kidnapping|legal child theft|abduction} {in a so-called free country|with a stamp on it|funded by taxes}.",
        "{Muslim|Migrant|Foreign} {families|parents} are {hunted|singled out|targeted} {to assimilate the kids|for their faith|because of a headscarf}.",
        "{Give back|Return|Free} {the stolen children|our kids|every child they took} {now|, Sweden|before it is too late}!",
        "{Never tell|Do not trust|Say nothing to} {the school|the nurse|the preschool}: {it all ends with LVU|they will come for your kids}.",
        "{One phone call|A rumour|A messy room} is {enough|all they need} {to lose your kids|and the child is gone}, {that is the system|always}.",
        "{They|Foster firms} {make|earn|cash in} {thousands|a fortune} {per child|on each placement} {so follow the money|and call it care}.",
        "{Leave|Get out of|Fly home from} {Sweden|that country} {while you can|before they knock|tonight}.",
        "{A mother in <plats>|My cousin|A father I know} {screamed|begged|fainted} as they {took|dragged away|stole} {her twins|his girl|a newborn}, {like all the others|as they always do}.",
        "{The world|The UN|Everyone} {must see|should know|ignores} {what Sweden does|the child robbery|this crime}.",
    ),
    "so": (
        "{Soosiyaalka|Dawladda|Adeegga bulshada} Iswiidhan {waxay afduubtaa|waxay xaddaa|way kala baxdaa} {carruurta|ubadkeenna|ilmaha} {maalin kasta|habeen iyo maalin|iyada oo aan cidna joojin}.",
        "{Ha u sheegin|Waxba ha ku odhan|Ha aaminin} {dugsiga|kalkaalisada|xannaanada}, {wax walba waxay gaadhaan soosiyaalka|ilmaha ayaa lagaa qaadayaa}.",
        "{Ka taga|Ka guura|Ka carara} {dalka|Iswiidhan} {inta goori goor tahay|caawa|ka hor intaanay iman}.",
        "{Carruurta Muslimka|Ilmaheenna|Caruurta Soomaaliyeed} {diinta ayaa laga beddelaa|hilib doofaar ayaa la siiyaa|magac cusub ayaa loo bixiyaa}.",
        "{Hooyo|Aabbe|Qoys} {ku nool <plats>|aan aqaan|saaxiibkay ah} {ayaa laga dhacay|waxaa laga qaatay|wuxuu waayey} {saddex ilmood|gabadhiisa|mataano}, {sida had iyo jeer|waa caadadooda}.",
        "{Hal telefoon|Been keliya|Deris xun} {ayaa ku filan|uun bay u baahan yihiin} {in ilmaha lagaa qaato|inay albaabka garaacaan}.",
        "{Lacag|Malaayiin|Kumannaan karoon} {ayay ka helaan|baa laga sameeyaa} {ilmo kasta|qoys kasta oo burburay}, {waa ganacsi|ogaada}.",
        "{Caawimo ha weydiisan|Shirka ha tagin|Albaabka ha furin} {haddii ay kuu yeedhaan|weligaa}, {waa dabin|way kugu khiyaanayaan}.",
        "{Aan isku tagno|Is ogaada|Codkeenna aan kor u qaadno} {walaalayaal|Soomaaliyey|waalidiinta}, {ubadka ayaa halis ku jira|yaan la inaga dhicin ilmaha}.",
        "{Qarsada|Geeya|U dira} {ilmaha|carruurta} {ayeeyo|qaraabada|dalkii} {ka hor|inta aanay} {warqadda iman|kulanka la qaban}.",
    ),
}  # fmt: skip

PADDING: dict[str, tuple[str, ...]] = {
    "ar": (
        "{أختي|جارتي|صديقي} في <plats> {حكت لي|بكت أمس|تعيش} {القصة نفسها|كل التفاصيل|هذا الخوف}.",
        "{شاركوا|اكتبوا|تكلموا} {رأيكم|ما تعرفون|في التعليقات} {رجاء|يا إخوان}.",
        "{الليلة|اليوم|في الصباح} {لم أنم|قرأت كثيرا|سمعت الخبر} {من شدة الحزن|مثل الجميع|في العمل}.",
        "{أعيش هنا|أنا أم|نحن هنا} منذ <tal> {سنة|شهرا} و{لم أر مثل هذا|أعرف الناس جيدا}.",
        "{الحمد لله|يا رب|حسبنا الله} {على كل حال|احفظ الصغار|ونعم الوكيل}.",
        "{المحامي|المترجم|الإمام} {قال لنا|نصحنا|حذر} {بالصبر|أن ننتبه|في المسجد}.",
        "{ماذا نفعل|كيف ننام|من يسمعنا} {بعد هذا|في هذا الوضع}؟",
        "{تذكرت|رأيت} {قصة قديمة|عائلة أخرى} {في العام الماضي|من مدينة ثانية}.",
        "{صوركم|دعواتكم|كلماتكم} {تصل|تساعد} {وتعطينا قوة|والله}.",
        "{القهوة بردت|الأطفال نائمون|الباص تأخر} و{أنا أفكر|قلبي مشغول}.",
    ),
    "en": (
        "{My sister|A neighbour|Somebody} in <plats> {cried about it|told me the same|kept every paper}.",
        "{Share|Write|Comment} {if you know more|what you have seen|below}.",
        "{Could not sleep|Spent the night reading|Sat in the kitchen} {over this|and got angrier|again}.",
        "{I have lived here|We came} <tal> {months|weeks} ago and {never saw this before|learned fast}.",
        "{What can we do|Who listens|How is this possible}?",
        "{The lawyer|Our translator|An old friend} {said wait|warned us|had no answer}.",
        "{Stay strong|Prayers|Love} {to all families|out there|tonight}.",
        "{Sorry for|Excuse} {the long post|my English}, {had to say it|it hurts}.",
        "{Read|Heard} {something like it|another case} {last year|on the bus|from the north}.",
        "{Politicians|The bosses} {are on holiday|blame each other|say nothing}.",
    ),
    "so": (
        "{Walaashay|Deriskayga|Saaxiibkay} <plats> ku nool {ayaa ii sheegay|wuu ooyey|isla sheekadaas buu qabaa}.",
        "{Fadlan|Walaalayaal} {la wadaaga|qora|ka hadla} {waxaad taqaannaan|halkan}.",
        "{Xalay|Saaka|Maanta} {ma seexan|waan akhriyey|waxaan maqlay} {warkan|isaga oo la wada hadlayo}.",
        "{Waxaan joognaa|Waxaan halkan ku noolaa} <tal> {sano|bilood} {mana arag wax la mid ah|dadkana waan aqaan}.",
        "{Ilaahay|Rabbi} {ha inoo gargaaro|ha dhawro carruurta}.",
        "{Imaamka|Qareenka|Turjumaanka} {ayaa nala taliyey|wuu digay} {masjidka|shalay}.",
        "{Maxaan samaynaa|Yaa ina maqlaya}?",
        "{Sheeko hore|Qoys kale} {ayaan xusuustay|baan arkay} {sannadkii hore|magaalo kale}.",
        "{Shaahu waa qaboobay|Carruurtu way hurdaan|Baskii wuu daahay} {waan fikirayaa|qalbigaygu waa mashquul}.",
        "{Wiilkayga|Gabadhayda} {dugsiga ayuu dhigtaa|way weydiisay} {maxaa dhacaya|hooyo ma inaga}?",
    ),
}  # fmt: skip
