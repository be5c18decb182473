"""Messages in the formats that they are sent in: mail, Teams, Slack."""
