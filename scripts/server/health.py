"""Exit 0 when the web server in this container can do its work."""

from urllib.request import Request, urlopen

URL = "http://127.0.0.1:8000/health/ready"

if __name__ == "__main__":
    with urlopen(Request(URL, headers={"X-Forwarded-Proto": "https"}), timeout=4):
        pass
