"""What chart types share: phases, segments, moving ranges, natural bounds."""
