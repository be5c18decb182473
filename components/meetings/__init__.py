"""The pages of meetings: their list, one meeting, the yearly review of a forum."""
