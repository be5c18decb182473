# Answers cases with NHSRplotthedots itself: Rscript plotthedots.R FOLDER_OF_THE_PACKAGE cases.json answers.json
# `.default =` is written as a TRUE condition for dplyr 1.0.10; no calculation changes.
suppressMessages({library(jsonlite); library(dplyr); library(rlang)})
args <- commandArgs(TRUE)
files <- setdiff(list.files(file.path(args[1], "R"), full.names = TRUE), character())
for (file in files[!grepl("geom_|ggplot|plotly|colours|plot_options|package", files)]) {
  eval(parse(text = gsub("\\.default =", "TRUE ~", readLines(file))), envir = globalenv())
}
cases <- fromJSON(args[2], simplifyVector = FALSE)
nz <- function(v) if (is.null(v)) NA else v
num <- function(rows, f) as.numeric(vapply(rows, function(r) as.numeric(nz(r[[f]])), numeric(1)))
chr <- function(rows, f) vapply(rows, function(r) as.character(nz(r[[f]])), character(1))
b <- function(v) { v <- as.logical(v); v[is.na(v)] <- FALSE; v }
one <- function(case) {
  o <- case$options; rows <- case$input
  d <- data.frame(date = as.Date(chr(rows,'date')), value = num(rows,'value'))
  a <- list(quote(d), value_field = quote(value), date_field = quote(date), improvement_direction = o$improvement_direction,
            screen_outliers = o$screen_outliers)
  if (isTRUE(o$faceted)) { d$facet <- chr(rows,'facet'); a$facet_field <- quote(facet) }
  if (isTRUE(o$has_trajectory)) { d$trajectory <- num(rows,'trajectory'); a$trajectory <- quote(trajectory) }
  if (!is.null(o$fix_after_n_points)) a$fix_after_n_points <- o$fix_after_n_points
  if (!is.null(o$target)) a$target <- o$target
  if (!is.null(o$rebase)) { rb <- if (is.null(names(o$rebase))) as.Date(unlist(o$rebase)) else lapply(o$rebase, function(z) as.Date(unlist(z))); a$rebase <- rb }
  r <- eval(as.call(c(quote(ptd_spc.data.frame), a)))
  g <- r %>% dplyr::group_by(f, rebase_group) %>% dplyr::mutate(
     t7 = ptd_part_of_seven_trend(ptd_seven_point_trend(y)), s7 = ptd_part_of_seven_trend(ptd_seven_point_one_side_mean(relative_to_mean)),
     t23 = ptd_part_of_two_in_three(ptd_two_in_three(close_to_limits, relative_to_mean), close_to_limits)) %>% dplyr::ungroup()
  p <- data.frame(date = format(g$x, '%Y-%m-%d'), value = g$y, rebase_group = g$rebase_group, mean = g$mean_col, lcl = g$lpl, ucl = g$upl, target = g$target, trajectory = g$trajectory,
     short_group_warning = g$short_group_warning, side_of_mean = g$relative_to_mean, flag_outside_limits = b(g$outside_limits), flag_close_to_limits = b(g$close_to_limits),
     flag_trend_7 = b(g$t7), flag_two_of_three = b(g$t23), flag_shift_7 = b(g$s7), special_cause_type = g$special_cause_type, special_cause = g$special_cause_flag, point_type = g$point_type)
  for (n in names(p)) if (is.numeric(p[[n]])) p[[n]][!is.finite(p[[n]])] <- NA
  if (isTRUE(o$faceted)) p <- cbind(facet = g$f, p)
  s <- summ(r)
  list(error = NULL, points = p, summary = s)
}
summ <- function(object) {
  options <- attr(object, 'options')
  pt <- object %>% group_by(f, rebase_group) %>% filter(x == max(x)) %>% select("f","rebase_group", variation_type="point_type")
  s <- object %>% group_by(f, rebase_group) %>% summarise(across(c("mean_col","lpl","upl"), dplyr::first), n = dplyr::n(),
     common_cause = n - sum(special_cause_flag), special_cause_improvement = sum(point_type == "special_cause_improvement"),
     special_cause_concern = sum(point_type == "special_cause_concern"), .groups="drop") %>% inner_join(pt, by=c("f","rebase_group"))
  if (!is.null(options$target)) {
    at <- ptd_calculate_assurance_type(object)
    s <- s %>% inner_join(at, by="f") %>% group_by(f) %>% mutate(assurance_type = ifelse(rebase_group == max(rebase_group), assurance_type, as.character(NA))) %>% ungroup()
  } else s$assurance_type <- NA_character_
  s <- as.data.frame(s); names(s)[names(s)=="mean_col"] <- "mean"; names(s)[names(s)=="lpl"] <- "lcl"; names(s)[names(s)=="upl"] <- "ucl"
  for (n in c("mean","lcl","ucl")) s[[n]][!is.finite(s[[n]])] <- NA
  if (is.null(options$facet_field)) s$f <- NULL else names(s)[names(s)=="f"] <- "facet"
  s
}
res <- lapply(cases, function(k) suppressMessages(suppressWarnings(tryCatch(one(k), error = function(e) list(error = conditionMessage(e), points = list(), summary = list())))))
write(toJSON(res, digits = NA, na = "null", null = "null", auto_unbox = TRUE, dataframe = "rows"), args[3])
