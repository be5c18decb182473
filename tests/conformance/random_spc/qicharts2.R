# Answers cases with qicharts2 itself: Rscript qicharts2.R FOLDER_OF_THE_PACKAGE cases.json answers.json
# (the package's calculations need only base R; plotting is never reached).
suppressMessages(library(jsonlite))
args <- commandArgs(TRUE)
for (file in c("helper.functions.R", "qic.R")) source(file.path(args[1], "R", file))
cases <- fromJSON(args[2], simplifyVector = FALSE)
nz <- function(v) if (is.null(v)) NA else v
num <- function(rows, f) as.numeric(vapply(rows, function(r) as.numeric(nz(r[[f]])), numeric(1)))
chr <- function(rows, f) vapply(rows, function(r) as.character(nz(r[[f]])), character(1))
fmt <- function(x) { ifelse(is.na(x) | is.infinite(x), NA, x) }
one <- function(case) {
  o <- case$options; rows <- case$input
  d <- switch(o$x_type,
    number = data.frame(x = num(rows,'x')),
    date = data.frame(x = as.Date(chr(rows,'x'))),
    datetime = data.frame(x = as.POSIXct(chr(rows,'x'), tz='UTC')),
    text = data.frame(x = chr(rows,'x'), stringsAsFactors=FALSE),
    factor = data.frame(x = factor(chr(rows,'x'), levels = unlist(o$x_levels))))
  d$y <- num(rows,'y')
  if (o$has_denominator) d$n <- num(rows,'n')
  fs <- intersect(c('facet1','facet2'), unique(unlist(lapply(rows, names))))
  for (f in fs) d[[f]] <- chr(rows, f)
  a <- list(x = quote(x), y = quote(y), data = quote(d), chart = case$chart, agg.fun = o$agg_fun, method = o$method,
            multiply = o$multiply, y.neg = o$y_neg, return.data = TRUE)
  if (o$has_denominator) a$n <- quote(n)
  if (length(fs)==1) a$facets <- quote(~facet1)
  if (length(fs)==2) a$facets <- quote(~facet1+facet2)
  if (!is.null(o$freeze)) a$freeze <- o$freeze
  if (isTRUE(o$part_column)) { d$part <- sapply(rows, function(r) nz(r$part)); a$part <- quote(part) } 
  else if (!is.null(o$part)) a$part <- unlist(o$part)
  if (!is.null(o$exclude)) a$exclude <- unlist(o$exclude)
  if (isTRUE(o$cl_column)) { d$cl <- num(rows,'cl'); a$cl <- quote(cl) } else if (!is.null(o$cl)) a$cl <- unlist(o$cl)
  if (isTRUE(o$target_column)) { d$target <- num(rows,'target'); a$target <- quote(target) } else if (!is.null(o$target)) a$target <- unlist(o$target)
  if (!is.null(o$x_period)) a$x.period <- o$x_period
  options(qic.screenedmr = o$screened_mr)
  r <- do.call(qic, a)
  xs <- if (inherits(r$x, 'POSIXt')) { if (o$x_type == 'datetime') format(r$x, '%Y-%m-%d %H:%M:%S') else format(r$x, '%Y-%m-%d') } else if (is.factor(r$x)) as.character(r$x) else r$x
  p <- data.frame(i = r$xx, x = xs, part = r$part, y = fmt(r$y), n = fmt(r$n), y_length = r$y.length, cl = fmt(r$cl), lcl = fmt(r$lcl), ucl = fmt(r$ucl),
    lcl_95 = fmt(r$lcl.95), ucl_95 = fmt(r$ucl.95), target = fmt(r$target), baseline = r$baseline, include = r$include, sigma_signal = r$sigma.signal)
  for (f in rev(fs)) p <- cbind(setNames(data.frame(as.character(r[[f]])), f), p)
  g <- split(r, r[c('part','facet1','facet2')], drop=TRUE)
  mm <- function(v) { v <- v[is.finite(v)]; if (length(v)) mean(v) else NA }
  q <- do.call(rbind, lapply(g, function(x) {
    w <- data.frame(part = x$part[1], n_obs = x$n.obs[1], n_useful = x$n.useful[1], longest_run = x$longest.run[1], longest_run_max = x$longest.run.max[1],
      n_crossings = x$n.crossings[1], n_crossings_min = x$n.crossings.min[1], runs_signal = x$runs.signal[1],
      mean_lcl = mm(x$lcl), mean_cl = mm(x$cl), mean_ucl = mm(x$ucl), n_sigma_signals = sum(x$sigma.signal))
    for (f in rev(fs)) w <- cbind(setNames(data.frame(as.character(x[[f]][1])), f), w)
    w }))
  rownames(p) <- NULL; rownames(q) <- NULL
  list(error = NULL, points = p, parts = q)
}
res <- lapply(cases, function(k) suppressMessages(suppressWarnings(tryCatch(one(k), error = function(e) list(error = conditionMessage(e), points = list(), parts = list())))))
write(toJSON(res, digits = NA, na = "null", null = "null", auto_unbox = TRUE, dataframe = "rows"), args[3])
