"""Forms for what people do about a signal or a chart, for any page."""
