# Golden values of design-based estimates, printed by R's package survey.
#
#   Rscript survey_estimates.R > survey_estimates.json
#
# Each case names its data, its design, what is estimated, and what R answers. The data are facts
# from the package's own examples: api (samples of the Academic Performance Index of California
# schools), nhanes (6 rows of each cluster of the 2009-10 examination survey), scd (hospitals;
# Levy & Lemeshow), mu284 (Swedish municipalities; Saerndal, Swensson & Wretman), fpc; and three
# constructed here: "lonely" (strata with one cluster), "pairs" (columns of replicate weights) and
# "deep" (three stages, with strata at the second).
suppressMessages({
  library(survey)
  library(jsonlite)
})
options(warn = -1)
data(api)
data(nhanes)
data(scd)
data(mu284)
data(fpc)

api_columns <- c("stype", "sch.wide", "api00", "api99", "enroll", "api.stu", "pw")
place <- ave(seq_len(nrow(nhanes)), nhanes$SDMVSTRA, nhanes$SDMVPSU, FUN = seq_along)
small <- nhanes[place <= 6, c("SDMVPSU", "SDMVSTRA", "WTMEC2YR", "HI_CHOL", "race", "agecat")]
small$agecat <- as.character(small$agecat)
lonely <- data.frame(
  stratum = c(1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4),
  cluster = c(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7),
  weight = c(2, 2, 3, 3, 1, 1, 4, 4, 2, 2, 5, 5, 3, 3, 3),
  size = c(9, 9, 9, 9, 9, 9, 4, 4, 6, 6, 6, 6, 1, 1, 1),
  group = c("a", "b", "a", "b", "a", "a", "b", "b", "a", "b", "a", "b", "a", "b", "a"),
  y = c(3.1, 4.7, 2.2, 5.9, 4.4, 3.8, 6.1, 7.3, 2.9, 3.3, 5.2, NA, 4.1, 6.6, 5.0),
  yes = c(1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, NA, 0, 1, 1)
)
pairs <- data.frame(
  stratum = rep(1:4, each = 6),
  cluster = rep(1:8, each = 3),
  weight = c(10, 12, 11, 14, 9, 13, 20, 22, 18, 25, 21, 19, 8, 7, 9, 6, 10, 8, 15, 14, 16, 13, 17, 15),
  group = rep(c("a", "b", "a", "b", "b", "a"), 4),
  y = c(5, 7, 6, 3, 8, 4, 9, 6, 7, 5, 8, 9, 2, 4, 3, 5, 1, 6, 7, 7, NA, 8, 5, 6),
  x = c(2, 3, 2, 1, 4, 2, 5, 3, 3, 2, 4, 4, 1, 2, 1, 2, 1, 3, 3, 4, 3, 4, 2, 3),
  yes = c(1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, NA, 1, 0, 1)
)
half <- rbind(c(1, 1, 1, 1), c(1, 0, 1, 0), c(1, 1, 0, 0), c(1, 0, 0, 1)) # strata x replicates
first <- pairs$cluster %% 2 == 1
chosen <- half[pairs$stratum, ] == first
for (r in 1:4) {
  pairs[[paste0("brr", r)]] <- 2 * chosen[, r]
  pairs[[paste0("fay", r)]] <- pairs$weight * ifelse(chosen[, r], 1.7, 0.3)
}
draws <- rbind(
  c(2, 0, 1, 1, 0, 2, 1, 1), c(0, 2, 2, 0, 1, 1, 2, 0), c(1, 1, 0, 2, 2, 0, 0, 2),
  c(2, 0, 2, 0, 1, 1, 1, 1), c(1, 1, 1, 1, 2, 0, 2, 0), c(0, 2, 0, 2, 0, 2, 0, 2)
)
for (r in 1:6) pairs[[paste0("boot", r)]] <- pairs$weight * draws[r, pairs$cluster]
pairs$unit <- 1
for (r in 1:8) {
  pairs[[paste0("jkn", r)]] <- ifelse(
    pairs$cluster == r, 0, ifelse(pairs$stratum == (r + 1) %/% 2, 2, 1)
  ) * pairs$weight
}
deep <- expand.grid(pupil = 1:2, class = 1:3, school = 1:4, region = 1:2) # three stages
deep <- deep[!(deep$school == 4 & deep$class > 1), ] # a school with one class
deep$track <- ifelse(deep$class == 3 | (deep$school == 2 & deep$class == 2), "late", "early")
deep$schools <- c(20, 35)[deep$region]
deep$classes <- ifelse(deep$track == "late", 4, 5) + deep$school
deep$all_classes <- 9 + deep$school
deep$all_fraction <- c(0.5, 0.4)[deep$region]
deep$pupils <- 18 + deep$class
deep$school_fraction <- c(0.2, 0.1)[deep$region]
deep$class_fraction <- ifelse(deep$track == "late", 0.25, 0.5)
deep$pupil_fraction <- 0.1
deep$weight <- 1 + (seq_len(nrow(deep)) * 7) %% 11
deep$group <- rep(c("a", "b", "b"), length.out = nrow(deep))
deep$y <- round(5 + 3 * sin(seq_len(nrow(deep)) * 1.7) + deep$school, 2)
hospitals <- scd
hospitals$one <- 1
brr_scd <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1), c(0, 1, 0, 1, 1, 0))
for (r in 1:4) hospitals[[paste0("brr", r)]] <- brr_scd[, r]

data_sets <- list(
  apistrat = apistrat[, c(api_columns, "fpc")],
  apiclus1 = apiclus1[, c("dnum", api_columns, "fpc")],
  apiclus2 = apiclus2[, c("dnum", "snum", api_columns, "fpc1", "fpc2")],
  nhanes = small, scd = hospitals, mu284 = mu284, fpc = fpc, lonely = lonely, pairs = pairs,
  deep = deep
)
for (name in names(data_sets)) {
  for (column in names(data_sets[[name]])) {
    if (is.factor(data_sets[[name]][[column]])) {
      data_sets[[name]][[column]] <- as.character(data_sets[[name]][[column]])
    }
  }
}

as_formula <- function(names) {
  if (length(names)) as.formula(paste("~", paste0("`", names, "`", collapse = "+"))) else NULL
}

build <- function(spec) {
  data <- data_sets[[spec$data]]
  lonely_psu <- if (is.null(spec$lonely_psu)) "fail" else spec$lonely_psu
  options(survey.lonely.psu = lonely_psu)
  if (!is.null(spec$columns)) {
    arguments <- list(
      data = data, repweights = data[, spec$columns], weights = as_formula(spec$weight),
      type = spec$type, combined.weights = spec$combined, mse = isTRUE(spec$mse)
    )
    for (name in c("scale", "rscales", "rho")) {
      if (!is.null(spec[[name]])) arguments[[name]] <- spec[[name]]
    }
    return(do.call(svrepdesign, arguments))
  }
  made <- svydesign(
    ids = if (length(spec$psu)) as_formula(spec$psu) else ~1,
    strata = as_formula(spec$strata), fpc = as_formula(spec$fpc),
    weights = as_formula(spec$weight), nest = isTRUE(spec$nest), data = data
  )
  if (isTRUE(spec$jackknife)) made <- as.svrepdesign(made, type = "auto", mse = isTRUE(spec$mse))
  made
}

number <- function(x) unname(as.numeric(x))
spread <- function(x) {
  list(
    estimate = number(coef(x)), se = number(SE(x)), deff = number(deff(x))
  )
}
with_deff <- function(f, is_ratio_of_replicates = FALSE) {
  if (is_ratio_of_replicates) {
    answer <- f(FALSE)
    return(list(estimate = number(coef(answer)), se = number(SE(answer))))
  }
  answer <- spread(f("replace"))
  answer$deff_without <- number(deff(f(TRUE)))
  answer
}

answer <- function(case) {
  design <- build(case$design)
  if (!is.null(case$domain)) {
    values <- design$variables[[case$domain$column]]
    design <- design[!is.na(values) & values %in% case$domain$values, ]
  }
  replicated <- inherits(design, "svyrep.design")
  v <- as_formula(case$variable)
  got <- switch(case$kind,
    mean = with_deff(function(deff) svymean(v, design, na.rm = TRUE, deff = deff)),
    total = with_deff(function(deff) svytotal(v, design, na.rm = TRUE, deff = deff)),
    ratio = with_deff(function(deff) {
      svyratio(v, as_formula(case$denominator), design, na.rm = TRUE, deff = deff)
    }, replicated),
    share = {
      design <- update(design, hit__ = as.numeric(design$variables[[case$variable]] == case$level))
      ends <- lapply(case$methods, function(method) {
        number(attr(svyciprop(~hit__, design, method = method, na.rm = TRUE), "ci"))
      })
      names(ends) <- case$methods
      c(with_deff(function(deff) svymean(~hit__, design, na.rm = TRUE, deff = deff)),
        list(intervals = ends))
    },
    quantile = {
      found <- svyquantile(v, design, case$q,
        interval.type = case$method, qrule = case$rule, na.rm = TRUE
      )[[1]]
      list(estimate = found[1, 1], low = found[1, 2], high = found[1, 3], se = found[1, 4])
    },
    by = {
      found <- svyby(v, as_formula(case$by), design, svymean, covmat = TRUE, na.rm = TRUE)
      list(groups = as.character(found[[1]]), estimate = number(coef(found)),
        covariance = unname(vcov(found)), names = names(coef(found)))
    },
    difference = {
      found <- svyby(v, as_formula(case$by), design, svymean, covmat = TRUE, na.rm = TRUE)
      weights <- ifelse(found[[1]] == case$a, 1, ifelse(found[[1]] == case$b, -1, 0))
      names(weights) <- names(coef(found))
      got <- svycontrast(found, weights)
      list(estimate = number(coef(got)), se = number(SE(got)))
    }
  )
  if (case$kind == "quantile") design <- design[!is.na(design$variables[[case$variable]]), ]
  c(got, list(df = degf(design)))
}

api_strata <- list(data = "apistrat", strata = "stype", weight = "pw", fpc = "fpc")
designs <- list(
  "apistrat with fpc" = api_strata,
  "apistrat without fpc" = api_strata[c("data", "strata", "weight")],
  "apistrat weighted by fpc alone" = api_strata[c("data", "strata", "fpc")],
  "apistrat without strata" = list(data = "apistrat", weight = "pw"),
  "apiclus1 with fpc" = list(data = "apiclus1", psu = "dnum", weight = "pw", fpc = "fpc"),
  "apiclus1 without fpc" = list(data = "apiclus1", psu = "dnum", weight = "pw"),
  "apiclus2 with fpc" = list(data = "apiclus2", psu = c("dnum", "snum"), fpc = c("fpc1", "fpc2")),
  "apiclus2 with weights" = list(data = "apiclus2", psu = c("dnum", "snum"), weight = "pw"),
  "apiclus2 with both" = list(
    data = "apiclus2", psu = c("dnum", "snum"), weight = "pw", fpc = c("fpc1", "fpc2")
  )
)
jackknives <- list(
  "apistrat as JKn with fpc" = c(api_strata, jackknife = TRUE),
  "apistrat as JKn around the estimate" = c(
    api_strata[c("data", "strata", "weight")], jackknife = TRUE, mse = TRUE
  ),
  "apiclus1 as JK1 with fpc" = c(designs[["apiclus1 with fpc"]], jackknife = TRUE)
)
cases <- list()
add <- function(design_name, spec, kind, ...) {
  case <- c(list(design_name = design_name, design = spec, kind = kind), list(...))
  case$expect <- answer(case)
  cases[[length(cases) + 1]] <<- case
}
methods <- c("logit", "xlogit", "beta", "mean", "asin")
domains <- list(NULL, list(column = "stype", values = c("E")))
for (name in names(c(designs, jackknives))) {
  spec <- c(designs, jackknives)[[name]]
  for (domain in domains) {
    add(name, spec, "mean", variable = "api00", domain = domain)
    add(name, spec, "mean", variable = "enroll", domain = domain)
    add(name, spec, "total", variable = "enroll", domain = domain)
    add(name, spec, "ratio", variable = "api.stu", denominator = "enroll", domain = domain)
    add(name, spec, "share", variable = "sch.wide", level = "Yes", methods = methods, domain = domain)
    add(name, spec, "quantile", variable = "api00", q = 0.5, rule = "math", method = "mean", domain = domain)
  }
  add(name, spec, "by", variable = "api00", by = "stype")
  add(name, spec, "difference", variable = "api00", by = "stype", a = "H", b = "M")
}
add("apistrat with fpc", api_strata, "by", variable = c("api00", "api99"), by = "stype")
rules <- c("math", "school", "shahvaish", paste0("hf", 1:9))
for (rule in rules) {
  for (q in c(0.1, 0.25, 0.5, 0.9)) {
    add("apiclus1 with fpc", designs[["apiclus1 with fpc"]], "quantile",
      variable = "api00", q = q, rule = rule, method = "mean")
    add("apistrat with fpc", api_strata, "quantile",
      variable = "enroll", q = q, rule = rule, method = "xlogit")
  }
}
for (method in c("mean", "beta", "xlogit", "asin")) {
  # with replicates, survey 4.1.1 takes "mean" whatever interval.type says
  replicated <- if (method == "mean") "apistrat as JKn with fpc" else NULL
  for (name in c("apistrat with fpc", "apiclus2 with fpc", replicated)) {
    add(name, c(designs, jackknives)[[name]], "quantile",
      variable = "enroll", q = 0.75, rule = "school", method = method)
  }
}

nhanes_spec <- list(data = "nhanes", psu = "SDMVPSU", strata = "SDMVSTRA", weight = "WTMEC2YR", nest = TRUE)
for (domain in list(NULL, list(column = "race", values = c(2)), list(column = "agecat", values = c("(19,39]", "(39,59]")))) {
  add("nhanes", nhanes_spec, "mean", variable = "HI_CHOL", domain = domain)
  add("nhanes", nhanes_spec, "total", variable = "HI_CHOL", domain = domain)
  add("nhanes", nhanes_spec, "share", variable = "HI_CHOL", level = 1, methods = methods, domain = domain)
}
complete <- data_sets$nhanes[!is.na(data_sets$nhanes$HI_CHOL), ]
data_sets$nhanes_complete <- complete
complete_spec <- modifyList(nhanes_spec, list(data = "nhanes_complete"))
add("nhanes, complete rows", complete_spec, "by", variable = "HI_CHOL", by = "race")
add("nhanes, complete rows", complete_spec, "difference", variable = "HI_CHOL", by = "race", a = "2", b = "3")

scd_spec <- list(data = "scd", psu = "ambulance", strata = "ESA", nest = TRUE)
scd_brr <- list(data = "scd", weight = "one", columns = paste0("brr", 1:4), type = "BRR", combined = FALSE)
for (spec in list(scd_spec, c(scd_spec, jackknife = TRUE), scd_brr, c(scd_brr, mse = TRUE))) {
  add("scd", spec, "ratio", variable = "alive", denominator = "arrests")
  add("scd", spec, "mean", variable = "alive")
  add("scd", spec, "total", variable = "arrests")
}

mu_spec <- list(data = "mu284", psu = c("id1", "id2"), fpc = c("n1", "n2"))
add("mu284", mu_spec, "total", variable = "y1")
add("mu284", mu_spec, "mean", variable = "y1")
add("mu284", mu_spec, "ratio", variable = "y1", denominator = "n2")

for (fpc_column in list(NULL, "Nh")) {
  spec <- list(data = "fpc", psu = "psuid", strata = "stratid", weight = "weight", nest = TRUE)
  spec$fpc <- fpc_column
  add("fpc", spec, "mean", variable = "x")
  add("fpc", spec, "total", variable = "x")
}
data_sets$fpc$fraction <- fpc$nh / fpc$Nh
add("fpc as fractions", list(
  data = "fpc", psu = "psuid", strata = "stratid", fpc = "fraction", nest = TRUE
), "total", variable = "x")

for (lonely_psu in c("remove", "certainty", "adjust", "average")) {
  for (size in list(NULL, "size")) {
    spec <- list(
      data = "lonely", psu = "cluster", strata = "stratum", weight = "weight", lonely_psu = lonely_psu
    )
    spec$fpc <- size
    for (domain in list(NULL, list(column = "group", values = "a"), list(column = "stratum", values = c(1, 2)))) {
      add("lonely", spec, "mean", variable = "y", domain = domain)
      add("lonely", spec, "total", variable = "y", domain = domain)
      add("lonely", spec, "ratio", variable = "y", denominator = "size", domain = domain)
    }
    add("lonely", spec, "by", variable = "size", by = "group")
    add("lonely", spec, "quantile", variable = "yes", q = 0.9, rule = "math", method = "beta")
    add("lonely as JKn", c(spec, jackknife = TRUE), "mean", variable = "y")
    # as.svrepdesign leaves a fully sampled stratum out of totals but not out of means; we do neither
    if (is.null(size) || lonely_psu != "adjust") {
      add("lonely as JKn", c(spec, jackknife = TRUE), "total", variable = "y")
    }
  }
}
stages <- c("school", "class", "pupil")
deep_specs <- list(
  list(data = "deep", psu = stages, strata = "region", fpc = c("schools", "all_classes", "pupils")),
  list(data = "deep", psu = stages, strata = c("region", "track"), weight = "weight",
    fpc = c("schools", "classes", "pupils")),
  list(data = "deep", psu = stages[1:2], strata = c("region", "track"), weight = "weight",
    fpc = c("school_fraction", "class_fraction")),
  list(data = "deep", psu = stages, strata = "region", weight = "weight",
    fpc = c("school_fraction", "all_fraction", "pupil_fraction")),
  list(data = "deep", psu = stages[1:2], strata = "region", weight = "weight")
)
for (spec in deep_specs) {
  for (lonely_psu in c("remove", "adjust")) { # each school nests classes; school 4 has one
    spec <- modifyList(spec, list(nest = TRUE, lonely_psu = lonely_psu))
    for (domain in list(NULL, list(column = "group", values = "a"))) {
      add("deep", spec, "mean", variable = "y", domain = domain)
      add("deep", spec, "total", variable = "y", domain = domain)
      add("deep", spec, "ratio", variable = "y", denominator = "pupils", domain = domain)
    }
  }
}
fail_spec <- list(data = "lonely", psu = "cluster", strata = "stratum", weight = "weight")
add("lonely, fail, outside the domain", fail_spec, "mean",
  variable = "y", domain = list(column = "stratum", values = c(1, 3)))

pair_specs <- list(
  "BRR" = list(columns = paste0("brr", 1:4), type = "BRR", combined = FALSE),
  "Fay" = list(columns = paste0("fay", 1:4), type = "Fay", combined = TRUE, rho = 0.3),
  "bootstrap" = list(columns = paste0("boot", 1:6), type = "bootstrap", combined = TRUE),
  "bootstrap around the estimate" = list(
    columns = paste0("boot", 1:6), type = "bootstrap", combined = TRUE, mse = TRUE
  ),
  "JKn" = list(
    columns = paste0("jkn", 1:8), type = "JKn", combined = TRUE, scale = 1, rscales = rep(0.5, 8)
  ),
  "JK1" = list(columns = paste0("jkn", 1:8), type = "JK1", combined = TRUE, scale = 7 / 8),
  "JK2" = list(columns = paste0("jkn", 1:8), type = "JK2", combined = TRUE),
  "ACS" = list(columns = paste0("boot", 1:6), type = "ACS", combined = TRUE),
  "other" = list(
    columns = paste0("boot", 1:6), type = "other", combined = TRUE, scale = 0.4, rscales = 1:6 / 4
  )
)
for (name in names(pair_specs)) {
  spec <- c(list(data = "pairs", weight = "weight"), pair_specs[[name]])
  for (domain in list(NULL, list(column = "group", values = "a"))) {
    add(name, spec, "mean", variable = "y", domain = domain)
    add(name, spec, "total", variable = "y", domain = domain)
    add(name, spec, "ratio", variable = "y", denominator = "x", domain = domain)
  }
  add(name, spec, "share", variable = "yes", level = 1, methods = methods)
  for (method in c("mean", "quantile")) {
    add(name, spec, "quantile", variable = "y", q = 0.5, rule = "school", method = method)
  }
}

source_note <- "columns and rows of the data sets of R's package survey (GPL-2 | GPL-3), but lonely, pairs and deep"
cat(toJSON(
  list(
    made_by = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
    source = source_note,
    data = lapply(data_sets, as.list), cases = cases
  ),
  auto_unbox = TRUE, digits = NA, na = "null", null = "null"
))
