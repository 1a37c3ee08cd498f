# Golden values of the Farrington Flexible algorithm, printed by the R package surveillance.
#
#   Rscript farrington.R > farrington.json
#
# Constructed series: negative binomial counts of mean 0.5 to 30 and dispersion 1.1 to 5, with and
# without season, trend and outbreaks; mostly zeros; constant; missing weeks; with coverage as the
# population; numbered weeks (52 a year) and ISO weeks by date over years of 53 weeks. For each week
# b is the number of years that lie wholly in the series with their windows, at least 4, at most 5.
suppressMessages({
  library(surveillance)
  library(jsonlite)
})
set.seed(20261122)

compare <- function(counts, coverage = NULL, monday = NULL) {
  dated <- !is.null(monday)
  epoch <- if (dated) as.numeric(monday + 7 * (seq_along(counts) - 1)) else seq_along(counts)
  arguments <- list(observed = matrix(counts, ncol = 1), epoch = epoch, frequency = 52,
                    epochAsDate = dated)
  if (!is.null(coverage)) arguments$population <- matrix(coverage, ncol = 1)
  series <- do.call(sts, arguments)
  one <- function(k, b) {
    control <- list(range = k, b = b, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
      weightsThreshold = 2.58, pThresholdTrend = 1, powertrans = "2/3", trend = TRUE,
      reweight = TRUE, thresholdMethod = "nbPlugin", alpha = 0.01, limit54 = c(0, 1),
      populationOffset = !is.null(coverage), glmWarnings = FALSE)
    found <- tryCatch(suppressWarnings(farringtonFlexible(series, control)),
                      error = function(e) NULL)
    if (is.null(found)) return(c(NA, NA, NA))
    c(found@control$expected, found@upperbound, found@control$pvalue)
  }
  # The years whose windows lie in the series: R refuses the others, by an error or, where only part
  # of the oldest window is missing, not at all.
  back <- function(k, years) {
    if (!dated) return(k - 52 * years)
    points <- surveillance:::algo.farrington.referencetimepoints(
      as.Date(epoch[k], origin = "1970-01-01"), b = years, freq = 52, epochAsDate = TRUE,
      epochStr = "week")
    match(as.numeric(points[years + 1]), epoch)
  }
  rows <- lapply(seq_along(counts), function(k) {
    for (years in c(5, 4)) {
      from <- back(k, years)
      if (!is.na(from) && from - 3 >= 1) return(one(k, years))
    }
    c(NA, NA, NA)
  })
  rows <- do.call(rbind, rows)
  list(monday = if (dated) format(monday) else NULL, counts = counts, coverage = coverage,
       expected = signif(rows[, 1], 12), upper_bound = rows[, 2], p_value = signif(rows[, 3], 12))
}

draw <- function(weeks, mean, spread, season = 0, trend = 0) {
  t <- seq_len(weeks)
  mu <- mean * exp(season * cos(2 * pi * t / 52.18) + trend * (t - weeks / 2) / 52)
  rnbinom(weeks, mu = mu, size = mu / (spread - 1))
}

found <- list()
keep <- function(name, ...) found[[name]] <<- compare(...)
means <- c(0.5, 1, 3, 10, 30)
for (mean in means) for (spread in c(1.1, 2, 5)) {
  counts <- draw(286, mean, spread, season = sample(c(0, 0.4, 0.8), 1),
                 trend = sample(c(-0.2, 0, 0.15), 1))
  if (mean != 3) {
    hit <- sample(40:280, 4)
    for (week in hit) counts[week + 0:1] <- counts[week + 0:1] + rpois(2, 4 * sqrt(mean * spread))
  }
  keep(sprintf("mean %g, dispersion %g", mean, spread), counts)
}
keep("mostly zeros", ifelse(runif(280) < 0.04, 1 + rpois(280, 1), 0))
keep("a single story in five years", replace(rep(0, 280), 100, 1))
keep("zeros alone", rep(0, 270))
keep("always five", rep(5, 270))
keep("grows fast", draw(290, 10, 2, trend = 0.6))
keep("falls fast", draw(290, 10, 2, season = 0.5, trend = -0.7))
keep("only in summer", {
  t <- 1:300
  rpois(300, ifelse(cos(2 * pi * (t - 26) / 52) > 0.6, 6, 0))
})
for (mean in c(1, 8)) {
  counts <- draw(290, mean, 2, season = 0.5)
  counts[sample(290, 40)] <- NA
  keep(sprintf("weeks missing, mean %g", mean), counts)
}
long <- draw(290, 12, 2)
long[150:175] <- NA
keep("half a year missing", long)

coverage <- round(runif(290, 0.4, 1), 2)
keep("coverage", rpois(290, 12 * coverage), coverage)
silent <- replace(rep(1, 290), 200:240, 0.3)
keep("sources silent", rnbinom(290, mu = 20 * silent, size = 10), silent)

for (start in c("2014-12-29", "2015-06-01", "2019-02-25", "2020-12-28")) {
  monday <- as.Date(start)
  counts <- draw(300, sample(c(2, 6, 20), 1), sample(c(1.5, 3), 1), season = 0.6, trend = 0.1)
  keep(paste("ISO weeks from", start), counts, monday = monday)
}
counts <- draw(300, 6, 2, season = 0.5, trend = 0.2)
counts[c(1:9, 60, 61, sample(300, 30))] <- NA
keep("ISO weeks with weeks missing", counts, monday = as.Date("2016-01-04"))
keep("ISO weeks with coverage", rpois(290, 9 * coverage), coverage, monday = as.Date("2018-01-01"))

version <- sprintf("R %s, surveillance %s", getRversion(), packageVersion("surveillance"))
cat(toJSON(list(version = version, series = found), auto_unbox = TRUE, na = "null", digits = NA,
           null = "null"), "\n")
