# Golden values of regressions, tests and calibrated weights, printed by R's package survey.
#
#   Rscript survey_models.R > survey_models.json
#
# Each case names its data, its design, what is done to the weights, what is computed, and what R
# answers. The data are facts from the package's own examples: api (samples of the Academic
# Performance Index of California schools), nhanes (30 rows of each cluster of the 2009-10
# examination survey) and scd (hospitals; Levy & Lemeshow).
suppressMessages({
  library(survey)
  library(jsonlite)
})
options(warn = -1)
data(api)
data(nhanes)
data(scd)

api_columns <- c(
  "stype", "sch.wide", "comp.imp", "api00", "api99", "ell", "meals", "mobility", "enroll", "pw"
)
place <- ave(seq_len(nrow(nhanes)), nhanes$SDMVSTRA, nhanes$SDMVPSU, FUN = seq_along)
small <- nhanes[place <= 30, c("SDMVPSU", "SDMVSTRA", "WTMEC2YR", "HI_CHOL", "race", "agecat", "RIAGENDR")]
small$never <- as.numeric(small$race == 4 & small$agecat == "(0,19]" & !is.na(small$HI_CHOL))
brr_scd <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1), c(0, 1, 0, 1, 1, 0))
hospitals <- scd
hospitals$one <- 1
for (r in 1:4) hospitals[[paste0("brr", r)]] <- brr_scd[, r]
data_sets <- list(
  apistrat = apistrat[, c(api_columns, "fpc")],
  apiclus1 = apiclus1[, c("dnum", api_columns, "fpc")],
  apiclus2 = apiclus2[, c("dnum", "snum", api_columns, "fpc1", "fpc2")],
  nhanes = small, scd = hospitals
)
for (name in names(data_sets)) {
  for (column in names(data_sets[[name]])) {
    if (is.factor(data_sets[[name]][[column]])) {
      data_sets[[name]][[column]] <- as.character(data_sets[[name]][[column]])
    }
  }
}
data_sets$apistrat$mobility[c(3, 50, 120)] <- NA # three answers taken away

as_formula <- function(names) {
  if (length(names)) as.formula(paste("~", paste(names, collapse = "+"))) else NULL
}
design_of <- function(spec) {
  data <- data_sets[[spec$data]]
  if (!is.null(spec$columns)) {
    made <- svrepdesign(
      data = data, repweights = data[, spec$columns], weights = as_formula(spec$weight),
      type = spec$type, combined.weights = spec$combined
    )
  } else {
    made <- svydesign(
      ids = if (length(spec$psu)) as_formula(spec$psu) else ~1,
      strata = as_formula(spec$strata), fpc = as_formula(spec$fpc),
      weights = as_formula(spec$weight), nest = isTRUE(spec$nest), data = data
    )
    if (isTRUE(spec$jackknife)) made <- as.svrepdesign(made, type = "auto")
  }
  made
}
population <- function(table) {
  made <- data.frame(names(table), unlist(table))
  names(made) <- c("key", "Freq")
  made
}
reweighted <- function(design, steps) {
  for (step in steps) {
    if (step$kind == "postStratify") {
      known <- population(step$population)
      names(known)[1] <- step$by
      design <- postStratify(design, as_formula(step$by), known)
    } else if (step$kind == "postStratify2") {
      known <- do.call(rbind, lapply(step$table, as.data.frame))
      design <- postStratify(design, as_formula(step$by), known)
    } else if (step$kind == "rake") {
      known <- lapply(seq_along(step$by), function(i) {
        made <- population(step$population[[i]])
        names(made)[1] <- step$by[[i]]
        made
      })
      control <- list(maxit = step$maxit, epsilon = step$epsilon)
      design <- rake(design, lapply(step$by, as_formula), known, control = control)
    } else {
      bounds <- if (is.null(step$bounds)) c(-Inf, Inf) else step$bounds
      design <- calibrate(
        design, as_formula(step$terms), unlist(step$totals), calfun = step$method, bounds = bounds
      )
    }
  }
  design
}
subset_of <- function(design, domain, data) {
  if (is.null(domain)) return(design)
  kept <- data[[domain$column]] %in% domain$values
  subset(design, kept)
}

number <- function(x) unname(as.numeric(x))
of_model <- function(model) {
  table <- summary(model)$coefficients
  list(
    names = names(coef(model)), estimate = number(coef(model)), se = number(SE(model)),
    t = number(table[, 3]), p = number(table[, 4]), df = model$df.residual,
    low = number(confint(model)[, 1]), high = number(confint(model)[, 2]),
    covariance = unname(as.matrix(vcov(model)))
  )
}
fit <- function(design, spec, tight = TRUE) {
  formula <- as.formula(spec$formula)
  if (spec$family == "gaussian") return(svyglm(formula, design))
  if (!tight) return(svyglm(formula, design, family = quasibinomial()))
  svyglm(formula, design, family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 100))
}
of_test <- function(t) {
  list(
    statistic = number(t$statistic), parameter = number(t$parameter), p = number(t$p.value)
  )
}
of_ttest <- function(t) {
  c(of_test(t), list(estimate = number(t$estimate), low = t$conf.int[1], high = t$conf.int[2]))
}

cases <- list()
add <- function(spec, kind, ..., weighting = NULL, domain = NULL) {
  extra <- list(...)
  design <- subset_of(reweighted(design_of(spec), weighting), domain, data_sets[[spec$data]])
  expect <- switch(kind,
    regression = {
      made <- of_model(fit(design, extra))
      if (extra$family != "gaussian") made$default <- of_model(fit(design, extra, tight = FALSE))
      for (term in extra$wald) {
        found <- regTermTest(fit(design, extra), as_formula(term))
        made$wald[[paste(term, collapse = "+")]] <- list(
          F = number(found$Ftest), df = found$df, ddf = found$ddf, p = number(found$p)
        )
      }
      made
    },
    ttest = of_ttest(svyttest(as.formula(extra$formula), design, na.rm = TRUE)),
    chisq = {
      formula <- as_formula(c(extra$row, extra$column))
      statistics <- c("F", "Chisq", "Wald", "adjWald")
      sapply(statistics, function(s) tryCatch(
        of_test(svychisq(formula, design, statistic = s)), error = function(e) NULL
      ), simplify = FALSE)
    },
    weights = {
      total <- svytotal(as_formula(extra$variable), design)
      average <- svymean(as_formula(extra$variable), design)
      # With other than linear calibration, R keeps the degrees of freedom that replicates had before.
      if (inherits(design, "svyrep.design")) design$degf <- NULL
      list(
        weights = number(weights(design, "sampling")), total = number(coef(total)),
        total_se = number(SE(total)), mean = number(coef(average)), mean_se = number(SE(average)),
        df = degf(design)
      )
    }
  )
  cases[[length(cases) + 1]] <<- c(
    list(design = spec, kind = kind, weighting = weighting, domain = domain), extra, list(expect = expect)
  )
}

strat <- list(data = "apistrat", strata = "stype", weight = "pw", fpc = "fpc")
clus1 <- list(data = "apiclus1", psu = "dnum", weight = "pw", fpc = "fpc")
clus2 <- list(data = "apiclus2", psu = c("dnum", "snum"), fpc = c("fpc1", "fpc2"))
jk1 <- c(clus1, jackknife = TRUE)
jkn <- c(strat, jackknife = TRUE)
health <- list(data = "nhanes", psu = "SDMVPSU", strata = "SDMVSTRA", weight = "WTMEC2YR", nest = TRUE)
health_jk <- c(health, jackknife = TRUE)
ambulance <- list(data = "scd", psu = "ambulance", strata = "ESA", weight = "one", nest = TRUE)
brr <- list(data = "scd", weight = "one", columns = paste0("brr", 1:4), type = "BRR", combined = FALSE)
elementary <- list(column = "stype", values = I("E"))
grown <- list(column = "agecat", values = c("(19,39]", "(39,59]", "(59,Inf]"))

types <- list(E = 4421, H = 755, M = 1018)
wide <- list(No = 1072, Yes = 5122)
post <- list(list(kind = "postStratify", by = "stype", population = types))
joint <- list(list(kind = "postStratify2", by = c("stype", "sch.wide"), table = list(
  list(stype = "E", sch.wide = "No", Freq = 372), list(stype = "E", sch.wide = "Yes", Freq = 4049),
  list(stype = "H", sch.wide = "No", Freq = 400), list(stype = "H", sch.wide = "Yes", Freq = 355),
  list(stype = "M", sch.wide = "No", Freq = 300), list(stype = "M", sch.wide = "Yes", Freq = 718)
)))
raked <- function(maxit = 10, epsilon = 1) {
  list(list(
    kind = "rake", by = c("stype", "sch.wide"), population = list(types, wide),
    maxit = maxit, epsilon = epsilon
  ))
}
totals <- list("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, api99 = 3914069)
calibrated <- function(method, bounds = NULL) {
  list(list(
    kind = "calibrate", terms = c("stype", "api99"), totals = totals, method = method, bounds = bounds
  ))
}
both <- c(post, calibrated("linear"))

for (spec in list(strat, clus1, clus2, jk1, jkn)) {
  add(spec, "regression", formula = "api00 ~ ell + meals", family = "gaussian", wald = list("ell", c("ell", "meals")))
  add(spec, "regression", formula = "api00 ~ stype + ell + mobility", family = "gaussian", wald = list("stype"))
  add(spec, "regression", formula = "I(sch.wide == 'Yes') ~ ell + meals + mobility", family = "quasibinomial", wald = list("ell"))
  add(spec, "regression", formula = "I(comp.imp == 'Yes') ~ stype + api99", family = "quasibinomial", wald = list("stype"))
  add(spec, "regression", formula = "I(sch.wide == 'Yes') ~ ell + meals", family = "quasibinomial", domain = elementary)
  add(spec, "ttest", formula = "enroll ~ comp.imp", variable = "enroll", by = "comp.imp", second = "Yes")
  add(spec, "ttest", formula = "enroll ~ comp.imp", variable = "enroll", by = "comp.imp", second = "Yes", domain = elementary)
  add(spec, "ttest", formula = "I(api00 - api99) ~ 0", variable = "api00", less = "api99")
  add(spec, "ttest", formula = "mobility ~ 0", variable = "mobility")
  add(spec, "chisq", row = "sch.wide", column = "stype")
  add(spec, "chisq", row = "comp.imp", column = "sch.wide", domain = elementary)
}
for (spec in list(health, health_jk)) {
  add(spec, "regression", formula = "HI_CHOL ~ factor(race) + agecat + RIAGENDR", family = "quasibinomial",
    domain = grown, wald = list("factor(race)", "agecat"))
  add(spec, "regression", formula = "HI_CHOL ~ factor(race)", family = "gaussian", wald = list("factor(race)"))
  add(spec, "chisq", row = "HI_CHOL", column = "race")
  add(spec, "chisq", row = "race", column = "agecat")
  add(spec, "chisq", row = "HI_CHOL", column = "race", domain = grown)
  add(spec, "ttest", formula = "HI_CHOL ~ I(RIAGENDR == 2)", variable = "HI_CHOL", by = "RIAGENDR", second = 2)
}
add(health, "chisq", row = "never", column = "race")
for (spec in list(ambulance, brr)) {
  add(spec, "regression", formula = "alive ~ arrests", family = "gaussian", wald = list("arrests"))
  add(spec, "ttest", formula = "I(arrests - alive) ~ 0", variable = "arrests", less = "alive")
}

reweightings <- list(
  post, joint, raked(), raked(50, 1e-9), raked(100, 1e-12), calibrated("linear"), calibrated("raking"),
  calibrated("linear", c(0.6, 1.95)), calibrated("raking", c(0.6, 1.95)),
  calibrated("linear", c(0.3, 3)), calibrated("raking", c(0.3, 3)), both, c(raked(), post)
)
for (spec in list(clus1, strat, clus2, jk1, jkn)) {
  for (weighting in reweightings) {
    # Replicates that don't converge only give a warning in R: no golden values of them.
    bounds <- weighting[[1]]$bounds
    if (isTRUE(spec$jackknife) && !is.null(bounds) && bounds[1] > 0.5) next
    failed <- inherits(try(reweighted(design_of(spec), weighting), silent = TRUE), "try-error")
    if (failed) {
      message("no weights: ", spec$data, " ", isTRUE(spec$jackknife), " ", toJSON(weighting, auto_unbox = TRUE))
      next
    }
    add(spec, "weights", variable = c("api00", "ell"), weighting = weighting)
  }
}
for (spec in list(clus1, strat, jk1)) {
  for (weighting in list(post, raked(50, 1e-9), calibrated("raking"), both)) {
    add(spec, "regression", formula = "api00 ~ ell + meals", family = "gaussian", weighting = weighting)
    add(spec, "regression", formula = "I(sch.wide == 'Yes') ~ ell + meals", family = "quasibinomial",
      weighting = weighting)
    add(spec, "regression", formula = "api00 ~ ell", family = "gaussian", weighting = weighting, domain = elementary)
    add(spec, "ttest", formula = "enroll ~ comp.imp", variable = "enroll", by = "comp.imp", second = "Yes",
      weighting = weighting, domain = elementary)
    add(spec, "chisq", row = "comp.imp", column = "stype", weighting = weighting)
    add(spec, "chisq", row = "comp.imp", column = "sch.wide", weighting = weighting, domain = elementary)
  }
}

cat(toJSON(
  list(
    made_by = list(
      R = R.version.string, survey = as.character(packageVersion("survey")),
      MASS = as.character(packageVersion("MASS")) # `calibrate` needs it
    ),
    source = "columns and rows of the data sets of R's package survey (GPL-2 | GPL-3)",
    data = lapply(data_sets, as.list), cases = cases
  ),
  auto_unbox = TRUE, digits = NA, na = "null", null = "null"
))
