"""The verdict of many periods together, for every series of a matrix in one go.

points          judged points moved together, as the charts of small changes take them
small_changes   EWMA, and CUSUM of events against those expected
levels          a level that seems to have changed, inside the points that set the limits
seasons         a value that its season has every year, and a count beyond the bounds of its season
find            the one of them that says most, and the status that is shown with it
"""
