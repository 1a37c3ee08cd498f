"""From the web and from other tools' files to Documents. Crawlers yield; they never store."""
