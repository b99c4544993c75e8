"""From a card image to a `DocumentReading`."""
