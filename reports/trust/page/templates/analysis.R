
# Run in the folder of the exported files: Rscript analysis.R
# Base R alone. Writes figure.pdf and prints the main estimate, and ends with an error where it is
# not the one on the page. Of persons nothing is exported; give their file, with the columns trust
# (0, 1), exposure, unit, weight and the covariates, as the argument: Rscript analysis.R persons.csv

read <- function(name) {
  if (!file.exists(name)) return(NULL)
  table <- read.csv(name, encoding = "UTF-8", stringsAsFactors = FALSE, check.names = FALSE)
  Encoding(names(table)) <- "UTF-8"
  table
}
exposure <- read("exposure.csv")
trust <- read("trust.csv")
model <- read("model.csv")

# ---- the figure: exposure above, waves below, on one axis of time ----

places <- function(table) {
  from <- to <- suppressWarnings(as.numeric(as.Date(table$start)))
  to <- as.numeric(as.Date(table$end)) + 1
  if (anyNA(from)) {
    from <- suppressWarnings(as.numeric(table$time))
    to <- from + 1
  }
  list(from = from, to = to)
}

draw_figure <- function() {
  groups <- if (is.null(trust)) character(0) else unique(trust$group)
  groups[is.na(groups)] <- ""
  panels <- length(groups) + !is.null(exposure)
  every <- c(if (!is.null(exposure)) unlist(places(exposure)),
             if (!is.null(trust)) unlist(places(trust)))
  if (panels == 0 || !any(is.finite(every))) return(invisible())
  pdf("figure.pdf", width = 8, height = 3 * panels, title = "figure")
  on.exit(dev.off())
  par(mfrow = c(panels, 1), mar = c(3, 5, 2, 1))
  window <- range(every[is.finite(every)])
  if (!is.null(exposure)) {
    at <- places(exposure)
    shown <- is.finite(exposure$exposure)
    counted <- exposure$exposure[shown]
    plot(NA, xlim = window, ylim = range(0, counted), xlab = "", ylab = "exposure")
    rect(at$from[shown], 0, at$to[shown], counted, col = "#7b929c", border = NA)
    abline(v = parameters$breaks, lty = 2)
  }
  highest <- max(0, unlist(trust[c("high", "trust")]), na.rm = TRUE)
  lowest <- min(0, unlist(trust[c("low", "trust")]), na.rm = TRUE)
  for (group in groups) {
    rows <- trust[ifelse(is.na(trust$group), "", trust$group) == group, ]
    at <- places(rows)
    plot(NA, xlim = window, ylim = c(lowest, highest), xlab = "", ylab = "trust", main = group)
    rect(at$from, rows$low, at$to, rows$high, col = "#bfd0d9", border = NA)
    segments(at$from, rows$trust, at$to, rows$trust, lwd = 2, col = "#17445c")
    abline(v = parameters$breaks, lty = 2)
  }
}
draw_figure()

# ---- the main estimate ----

# By place, since R reads no names with letters beyond ASCII in some locales.
covariates_of <- function(rows) {
  data.matrix(rows[seq_along(rows) > match("trust", names(rows))])
}

# Level, trend, and two yearly harmonics where there are two years.
background <- function(n, points_a_year) {
  columns <- cbind(1, seq(-1, 1, length.out = n))
  if (is.finite(points_a_year) && points_a_year > 4 && n >= 2 * floor(points_a_year)) {
    angle <- 2 * pi * (0:(n - 1)) / points_a_year
    columns <- cbind(columns, cos(angle), sin(angle), cos(2 * angle), sin(2 * angle))
  }
  columns
}

# Covariates and exposure at the lag, then trust, exposure and covariates one step earlier, two
# steps earlier, ...
lagged <- function(x, y, fixed, beside, lag, order) {
  n <- length(y)
  now <- (lag + order + 1):n
  columns <- cbind(fixed[now, , drop = FALSE], beside[now, , drop = FALSE], x[now - lag])
  for (step in seq_len(order)) {
    columns <- cbind(columns, y[now - step], x[now - lag - step], beside[now - step, , drop = FALSE])
  }
  kept <- complete.cases(columns, y[now])
  list(x = columns[kept, , drop = FALSE], y = y[now][kept])
}

# The order has the least corrected AIC, all compared on the rows of the highest one.
choose_order <- function(x, y, fixed, beside, lag) {
  n <- length(y)
  columns <- function(order) ncol(fixed) + ncol(beside) + 1 + (2 + ncol(beside)) * order
  now <- (lag + 1):n
  points <- sum(complete.cases(x[now - lag], y[now], beside[now, , drop = FALSE]))
  highest <- min(6, max(1, points %/% 12))
  while (highest > 1 && points - highest - columns(highest) < 3) highest <- highest - 1
  if (highest == 1) return(1)
  all <- lagged(x, y, fixed, beside, lag, highest)
  rows <- length(all$y)
  criteria <- sapply(seq_len(highest), function(order) {
    used <- columns(order)
    left <- sum(lm.fit(all$x[, 1:used], all$y)$residuals^2)
    rows * log(left / rows) + 2 * (used + 1) * rows / max(rows - used - 2, 0.1)
  })
  which.min(criteria)
}

estimate_series <- function() {
  beside <- covariates_of(model)
  x <- model$exposure
  fixed <- background(nrow(model), parameters$points_a_year)
  order <- choose_order(x, model$trust, fixed, beside, parameters$lag)
  use <- lagged(x, model$trust, fixed, beside, parameters$lag, order)
  fit <- lm(use$y ~ 0 + use$x)
  found <- summary(fit)$coefficients[ncol(fixed) + ncol(beside) + 1, 1:2]
  c(found, df = fit$df.residual)
}

# Levels of groups and of times taken out; one group left out at a time for the standard error.
estimate_groups <- function() {
  rows <- model
  rows <- rows[complete.cases(rows[c("exposure", "trust")]), ]
  slope <- function(use) {
    columns <- model.matrix(~ exposure + factor(group) + factor(time), use)
    columns <- cbind(columns, covariates_of(use))
    unname(coef(lm.fit(columns, use$trust))[2])
  }
  groups <- unique(rows$group)
  whole <- slope(rows)
  without <- sapply(groups, function(group) slope(rows[rows$group != group, ]))
  n <- length(groups)
  c(whole, sqrt((n - 1) / n * sum((without - whole)^2)), df = n - 1)
}

# The difference of two groups, with errors that follow an autoregression of order 1.
whiten <- function(columns, steps, rho) {
  carried <- sign(rho)^steps * abs(rho)^steps
  weight <- sqrt((1 - rho^2) / (1 - carried^2))
  n <- nrow(columns)
  rest <- weight * (columns[-1, , drop = FALSE] - carried * columns[-n, , drop = FALSE])
  rbind(sqrt(1 - rho^2) * columns[1, , drop = FALSE], rest)
}
# The autocorrelation has the greatest restricted likelihood on a grid.
gls <- function(columns, y, places) {
  steps <- diff(places)
  grid <- c(seq(-0.6, 0.75, 0.05), seq(0.8, 0.98, 0.02))
  fits <- lapply(grid, function(rho) {
    x <- whiten(columns, steps, rho)
    fit <- lm.fit(x, whiten(cbind(y), steps, rho))
    left <- sum(fit$residuals^2)
    carried <- sign(rho)^steps * abs(rho)^steps
    weights <- 0.5 * log(1 - rho^2) + sum(0.5 * log((1 - rho^2) / (1 - carried^2)))
    size <- sum(log(abs(diag(qr.R(fit$qr)))))
    free <- nrow(x) - ncol(x)
    list(rho = rho, coefficients = c(fit$coefficients), free = free,
         covariance = chol2inv(chol(crossprod(x))) * left / free,
         likelihood = weights - 0.5 * free * log(left) - size)
  })
  fits[[which.max(sapply(fits, function(one) one$likelihood))]]
}
estimate_campaign <- function() {
  rows <- model[is.finite(model$difference), ]
  columns <- cbind(1, rows$during, if (any(rows$after == 1)) rows$after)
  fit <- gls(columns, rows$difference, rows$place)
  rho <- max(fit$rho, 0)
  df <- max(nrow(rows) * (1 - rho) / (1 + rho) - ncol(columns), 1)
  c(fit$coefficients[2], sqrt(fit$covariance[2, 2]), df = df)
}

# All lags of the plan in one model, where the plan names no primary one.
estimate_lags <- function() {
  n <- nrow(model)
  columns <- cbind(background(n, parameters$points_a_year), covariates_of(model))
  for (lag in parameters$lags) {
    columns <- cbind(columns, c(rep(NA, lag), model$exposure[seq_len(n - lag)]))
  }
  kept <- complete.cases(columns, model$trust) & seq_len(n) > max(parameters$lags)
  fit <- gls(columns[kept, ], model$trust[kept], which(kept))
  place <- ncol(columns) - length(parameters$lags) + match(parameters$lag, parameters$lags)
  c(fit$coefficients[place], sqrt(fit$covariance[place, place]), df = fit$free)
}

# A weighted logit; its standard error, by unit of time, is the program's own.
estimate_persons <- function() {
  given <- commandArgs(trailingOnly = TRUE)
  if (length(given) == 0) return(NULL)
  rows <- read(given[1])
  weight <- if (is.null(rows$weight)) rep(1, nrow(rows)) else rows$weight
  terms <- c("exposure", "unit", sprintf("`%s`", unlist(parameters$covariates)))
  fit <- glm(reformulate(terms, "trust"), family = quasibinomial, data = rows,
             weights = weight / mean(weight), epsilon = 1e-12, maxit = 100)
  c(unname(coef(fit)["exposure"]), NA, df = NA)
}

found <- NULL
if (is.finite(parameters$estimate) && (!is.null(model) || parameters$design == "persons")) {
  found <- get(paste0("estimate_", parameters$path))()
}
if (is.null(found)) {
  cat("no estimate: there is none on the page, or its rows are not exported\n")
} else {
  half <- qt(1 - parameters$alpha / 2, found[3]) * found[2]
  cat(sprintf("estimate %.12g\nlow %.12g\nhigh %.12g\ndf %.12g\n",
              found[1], found[1] - half, found[1] + half, found[3]))
  if (abs(found[1] - parameters$estimate) > 1e-6 * max(1e-6, abs(parameters$estimate))) {
    stop(sprintf("the page has %.12g", parameters$estimate))
  }
}
