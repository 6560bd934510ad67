"""The other formats of a release, beside `all_data.json` and `traces.jsonl`: one module each."""
