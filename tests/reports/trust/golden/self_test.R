# R's figures for the sample that `vardkase waves estimate --self-test` computes. From the root:
#
#   Rscript tests/reports/trust/golden/self_test.R > reports/trust/survey/self_test/r.json
#
# Each design and each figure is the one of the specification of the same name in that folder.
suppressPackageStartupMessages({
  library(survey)
  library(jsonlite)
})
folder <- "reports/trust/survey/self_test"
people <- read.csv(file.path(folder, "sample.csv"))
people$high_all <- as.numeric(people$fortroende %in% c(4, 5))
people$fortroende[people$fortroende %in% c(8, 9)] <- NA
people$high <- as.numeric(people$fortroende %in% c(4, 5))
people$high[is.na(people$fortroende)] <- NA

with_strata <- svydesign(~1, strata = ~region, weights = ~vikt, data = people)
women_men <- data.frame(kon = c("kvinna", "man"), Freq = c(4700, 4800))
ages <- data.frame(aldersgrupp = c("18-39", "40-64", "65-84"), Freq = c(3100, 3500, 2900))
designs <- list(
  strata.toml = with_strata,
  clusters.toml = svydesign(~kluster, strata = ~region, weights = ~vikt, nest = TRUE, data = people),
  two_stages.toml = svydesign(~ kluster + id, strata = ~region, nest = TRUE,
    fpc = ~ kluster_i_region + personer_i_kluster, data = people),
  replicates.toml = svrepdesign(data = people, weights = ~vikt, repweights = "replikat[0-9]+",
    type = "Fay", rho = 0.5, combined.weights = TRUE),
  raked.toml = rake(with_strata, list(~kon, ~aldersgrupp), list(women_men, ages),
    control = list(maxit = 50, epsilon = 1e-9)),
  post_stratified.toml = postStratify(with_strata, ~aldersgrupp, ages),
  calibrated.toml = calibrate(with_strata, ~ kon + aldersgrupp + nyhetsdagar, c(
    `(Intercept)` = 9500, konman = 4800, `aldersgrupp40-64` = 3500, `aldersgrupp65-84` = 2900,
    nyhetsdagar = 33500
  ))
)

one <- function(name, group, estimate, se = NULL, ends = NULL, df = NULL, n = NULL) {
  list(name = name, group = group, estimate = estimate, se = se, low = ends[1], high = ends[2],
    df = df, n = n)
}
plain <- function(name, group, found, df, n = NULL) {
  estimate <- unname(coef(found)[1])
  se <- unname(SE(found)[1])
  one(name, group, estimate, se, estimate + c(-1, 1) * qt(0.975, df) * se, df, n)
}
proportion <- function(name, group, variable, design, method) {
  formula <- as.formula(paste0("~", variable))
  found <- svyciprop(formula, design, method = method, na.rm = TRUE)
  mean <- svymean(formula, design, na.rm = TRUE)
  answers <- model.frame(formula, design$variables, na.action = na.pass)[[1]]
  n <- sum(!is.na(answers) & weights(design, "sampling") != 0) # a calibrated design keeps all rows
  one(name, group, as.numeric(coef(mean)), as.numeric(SE(mean)), as.numeric(attr(found, "ci")),
    degf(design), n)
}
inside <- function(design, column, value) {
  subset(design, design$variables[[column]] == value)
}

few <- function(design) {
  df <- degf(design)
  shares <- lapply(c("kvinna", "man"), function(kon) {
    proportion("high by", kon, "high", inside(design, "kon", kon), "logit")
  })
  c(
    list(
      plain("mean", "", svymean(~lon, design, na.rm = TRUE), df, sum(!is.na(people$lon))),
      proportion("high", "", "high", design, "logit"),
      plain("total", "", svytotal(~nyhetsdagar, design), df, nrow(people))
    ),
    shares
  )
}
more <- function(design) {
  df <- degf(design)
  older_women <- subset(design, alder >= 40 & kon == "kvinna")
  median <- svyquantile(~lon, design, 0.5, na.rm = TRUE)
  answered <- subset(design, !is.na(fortroende)) # svyby with covmat fails on missing values
  by_sex <- svyby(~fortroende, ~kon, answered, svymean, covmat = TRUE)
  by_school <- lapply(c("grund", "gymnasium", "hogskola"), function(school) {
    part <- inside(design, "utbildning", school)
    plain("mean by", school, svymean(~lon, part, na.rm = TRUE), degf(part))
  })
  c(by_school, list(
    proportion("high of all", "", "high_all", design, "logit"),
    proportion("high, domain", "alder >= 40 and kon == \"kvinna\"", "high", older_women, "logit"),
    proportion("high, beta", "", "high", design, "beta"),
    proportion("high, mean", "", "high", design, "mean"),
    proportion("high, xlogit", "", "high", design, "xlogit"),
    plain("ratio", "", svyratio(~nyhetsdagar, ~alder, design), df, nrow(people)),
    one("median", "", as.numeric(coef(median)), as.numeric(SE(median)),
      as.numeric(confint(median)), NULL, sum(!is.na(people$lon))),
    plain("difference", "kvinna \u2212 man", svycontrast(by_sex, c(kvinna = 1, man = -1)), df)
  ))
}
fitted <- function(name, prefix, model) {
  table <- summary(model)$coefficients
  df <- model$df.residual
  unlist(lapply(rownames(table), function(term) {
    ends <- table[term, 1] + c(-1, 1) * qt(0.975, df) * table[term, 2]
    list(
      one(name, paste0(prefix, term), table[term, 1], table[term, 2], ends, df),
      one(name, paste0(prefix, "p(", term, ")"), table[term, 4])
    )
  }), recursive = FALSE)
}
tested <- function(design) {
  first <- update(design, woman = as.numeric(kon == "kvinna"))
  t <- svyttest(fortroende ~ woman, first)
  chi <- svychisq(~ utbildning + kon, design)
  logistic <- function(formula) {
    svyglm(formula, design, family = quasibinomial)
  }
  c(
    list(
      one("t", "kvinna \u2212 man", as.numeric(t$estimate), NULL, as.numeric(t$conf.int),
        as.numeric(t$parameter)),
      one("t", "t", as.numeric(t$statistic)), one("t", "p", as.numeric(t$p.value)),
      one("chi", "F", as.numeric(chi$statistic), df = as.numeric(chi$parameter[1])),
      one("chi", "denominator_df", as.numeric(chi$parameter[2])),
      one("chi", "p", as.numeric(chi$p.value))
    ),
    fitted("linear", "", svyglm(fortroende ~ nyhetsdagar + alder + kon, design)),
    fitted("logistic", "crude: ", logistic(high ~ nyhetsdagar)),
    fitted("logistic", "adjusted: ", logistic(high ~ nyhetsdagar + alder + kon)),
    fitted("logistic", "adjusted_with_party: ", logistic(high ~ nyhetsdagar + alder + kon + parti))
  )
}
specs <- lapply(names(designs), function(name) {
  design <- designs[[name]]
  whole <- name %in% c("strata.toml", "clusters.toml")
  if (whole) c(few(design), more(design), tested(design)) else few(design)
})
names(specs) <- names(designs)
versions <- paste0(R.version$language, " ", R.version$major, ".", R.version$minor, ", survey ",
  packageVersion("survey"))
cat(toJSON(list(made_by = versions, specs = specs), auto_unbox = TRUE, digits = NA, null = "null",
  pretty = 1))
