"""What arrives over HTTP: pages, feeds and sitemaps, fetched politely and never from within."""
