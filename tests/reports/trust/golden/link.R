# Golden values of the link between exposure and trust, printed by base R and package survey.
#
#   Rscript link.R > link.json
#
# series: lm() on lagged columns at each order and lag, with AIC's correction for short series;
# Ljung-Box by Box.test(). groups: lm() with a level for each group and wave, and the jackknife over
# groups. persons: svyglm(quasibinomial), crude and adjusted. multiplicity: p.adjust(). power: the
# noncentral t of power.t.test() and pt(). All data are constructed here.
suppressMessages({
  library(survey)
  library(jsonlite)
})
options(survey.lonely.psu = "fail")
set.seed(20261122)

weeks <- 110
exposure <- as.numeric(arima.sim(list(ar = 0.7), weeks))
trust <- 0.5 * c(0, 0, exposure[1:(weeks - 2)]) + as.numeric(arima.sim(list(ar = 0.5), weeks))
covariate <- as.numeric(arima.sim(list(ar = 0.3), weeks))
with_gaps <- trust
with_gaps[c(20, 57, 58)] <- NA

back <- function(v, k) c(rep(NA, k), head(v, length(v) - k))
ardl <- function(x, y, lag, order, points_a_year = NA, z = NULL, from = lag + order + 1) {
  n <- length(y)
  d <- data.frame(y = y, trend = seq(-1, 1, length.out = n))
  if (!is.na(points_a_year)) {
    a <- 2 * pi * (0:(n - 1)) / points_a_year
    d <- cbind(d, c1 = cos(a), s1 = sin(a), c2 = cos(2 * a), s2 = sin(2 * a))
  }
  d$x <- back(x, lag)
  if (!is.null(z)) d$z <- z
  for (i in seq_len(order)) {
    d[[paste0("y", i)]] <- back(y, i)
    d[[paste0("x", i)]] <- back(x, lag + i)
    if (!is.null(z)) d[[paste0("z", i)]] <- back(z, i)
  }
  lm(y ~ ., data = d[from:n, ])
}
aicc <- function(m) {
  n <- length(residuals(m))
  k <- length(coef(m)) + 1
  n * log(sum(residuals(m)^2) / n) + 2 * k * n / (n - k - 1)
}
fitted_at <- function(x, y, lag, highest, ...) {
  criteria <- sapply(1:highest, function(p) aicc(ardl(x, y, lag, p, ..., from = lag + highest + 1)))
  order <- which.min(criteria)
  m <- ardl(x, y, lag, order, ...)
  s <- summary(m)$coefficients["x", ]
  ends <- confint(m)["x", ]
  list(order = order, estimate = s[[1]], se = s[[2]], p = s[[4]], df = m$df.residual,
       low = ends[[1]], high = ends[[2]], residuals = unname(residuals(m)))
}
plain <- fitted_at(exposure, trust, 2, 6)
box <- Box.test(plain$residuals, lag = 10, type = "Ljung-Box", fitdf = plain$order)
series <- list(
  exposure = exposure, trust = trust, covariate = covariate, with_gaps = with_gaps,
  plain = c(plain[names(plain) != "residuals"], list(ljung_box_p = box$p.value)),
  season = fitted_at(exposure, trust, 0, 6, points_a_year = 52.1775)[1:7],
  covariate_fit = fitted_at(exposure, trust, 2, 6, z = covariate)[1:7],
  short = fitted_at(exposure[1:24], trust[1:24], 0, 2)[1:7],
  # every order uses the rows that the highest one can use, then the chosen one all of its own
  gaps = local({
    lag <- 2
    all_rows <- ardl(exposure, with_gaps, lag, 6)
    used <- as.integer(rownames(model.frame(all_rows)))
    criteria <- sapply(1:6, function(p) {
      m <- ardl(exposure, with_gaps, lag, p)
      d <- model.frame(m)
      aicc(lm(y ~ ., data = d[as.integer(rownames(d)) %in% used, ]))
    })
    m <- ardl(exposure, with_gaps, lag, which.min(criteria))
    s <- summary(m)$coefficients["x", ]
    list(order = which.min(criteria), estimate = s[[1]], se = s[[2]], p = s[[4]], df = m$df.residual)
  })
)

parties <- 7
waves <- 6
panel <- expand.grid(wave = 1:waves, group = 1:parties)
panel$covariate <- rnorm(nrow(panel))
panel$exposure <- rnorm(nrow(panel)) + panel$wave + panel$group + 0.5 * panel$covariate
panel$trust <- -1.2 * panel$exposure + 3 * panel$group - 2 * panel$wave + panel$covariate +
  rnorm(nrow(panel))
panel <- panel[-c(9, 30), ]
slope <- function(d, f) coef(lm(f, data = d))[["exposure"]]
jackknife <- function(f) {
  whole <- slope(panel, f)
  without <- sapply(1:parties, function(g) slope(panel[panel$group != g, ], f))
  se <- sqrt((parties - 1) / parties * sum((without - whole)^2))
  list(estimate = whole, se = se, p = 2 * pt(-abs(whole / se), parties - 1),
       low = min(without), high = max(without))
}
groups <- list(
  data = panel,
  crude = jackknife(trust ~ exposure + factor(group) + factor(wave)),
  adjusted = jackknife(trust ~ exposure + covariate + factor(group) + factor(wave))
)

persons <- data.frame(week = sample(0:19, 900, replace = TRUE), weight = runif(900, 0.5, 2))
seen <- round(rnorm(20), 3)
persons$exposure <- seen[persons$week + 1]
persons$age <- round(runif(900, 18, 80))
persons$party <- sample(c("a", "b", "c"), 900, replace = TRUE)
persons$trust <- rbinom(900, 1, plogis(-0.5 + 0.4 * persons$exposure + 0.01 * persons$age -
  0.5 * (persons$party == "b")))
persons$trend <- 2 * persons$week / 19 - 1
design <- svydesign(ids = ~week, weights = ~weight, data = persons)
tight <- glm.control(epsilon = 1e-14, maxit = 50)
logit <- function(f) {
  m <- suppressWarnings(svyglm(f, design, family = quasibinomial(), control = tight))
  coef(m)[["exposure"]]
}
models <- list(
  crude = logit(trust ~ exposure + trend),
  adjusted = logit(trust ~ exposure + trend + age),
  adjusted_with_party = logit(trust ~ exposure + trend + age + party)
)

p <- c(0.001, 0.2, 0.013, 0.04, 0.04, 0.8, NA, 0.0005, 0.049)
needed <- function(df) {
  uniroot(function(d) pt(qt(0.975, df), df, ncp = d, lower.tail = FALSE) - 0.8, c(1, 30),
          tol = 1e-10)$root
}
cat(toJSON(list(
  made_by = list(R = R.version.string, survey = as.character(packageVersion("survey"))),
  series = series,
  groups = groups,
  persons = list(data = persons[names(persons) != "trend"], models = models),
  multiplicity = list(p = p, q = p.adjust(p, "BH")),
  power = list(df = c(4, 10, 30, 150), needed = sapply(c(4, 10, 30, 150), needed))
), auto_unbox = TRUE, digits = NA, na = "null", dataframe = "columns"))
