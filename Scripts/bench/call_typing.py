"""How long the call screen takes from a key to the paint that shows its letter, while what is known changes under it.

    REEVE_URL=http://127.0.0.1:8420 python Scripts/bench/call_typing.py [slowdown] [quiet]

The node must serve made-up people (`make demo`). `slowdown` divides the processor's speed for the page. A second desk writes
into the same call all the while, and everybody is asked again and again, so that every part of the screen is drawn anew;
with `quiet` nothing changes, for what the browser and the machine take by themselves.
"""

import os
import statistics
import sys
import threading
import time
import uuid

from playwright.sync_api import sync_playwright

BASE = os.environ.get("REEVE_URL", "http://127.0.0.1:8420")
WORDS = "caller whispering, ex-partner at the back door and he is kicking it, son upstairs, no weapon seen so far "

MEASURE = """() => {
  const took = [];
  Object.assign(document.getElementById('line').dataset, { pushes: 0 });
  document.getElementById('line').addEventListener('input', (event) => {
    const began = event.timeStamp;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => took.push(performance.now() - began);
      channel.port2.postMessage(0);
    });
  }, { capture: true });
  new MutationObserver(() => { document.getElementById('line').dataset.pushes++; })
    .observe(document.querySelector('[data-part=lines]'), { childList: true });
  window.addEventListener('took', (event) => { event.detail.push(...took); });
}"""


def sign_in(context):
    page = context.new_page()
    page.goto("/purpose?next=/contact")
    people = page.locator("[name=officer] option").all_inner_texts()
    page.locator("[name=officer]").select_option(label=[one for one in people if "call taker" in one][0])
    page.locator("[name=purpose][value='incident.respond']").check()
    page.locator("[name=reference]").fill("bench")
    page.locator("form[action$='/purpose'] button").click()
    page.locator("[data-contact]").wait_for()
    return page


def main():
    slowdown = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    is_quiet = "quiet" in sys.argv
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("REEVE_CHROMIUM") or "/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(base_url=BASE, viewport={"width": 1600, "height": 900})
        page = sign_in(context)
        token = page.locator("[data-contact]").get_attribute("data-token")

        def act(request, **values):
            key = {} if values["act"] == "arrive" else {"key": str(uuid.uuid4())}
            reply = request.post("/api/v1/contact", form={"token": token, **values, **key})
            assert reply.ok, reply.text()
            return reply.json()["done"]["number"]

        call = act(page.request, act="arrive", line="999", number="07700 900462", address="9 Example Row, Leeds LS6 3AA")
        act(page.request, act="answer", call=call)
        for place in range(20):
            act(page.request, act="write", call=call, text=f"Ex-partner Daniel shouting, domestic, said {place} times")
        page.goto(f"/contact?call={call}")
        page.locator(".live").wait_for()
        page.locator("#line").focus()
        page.evaluate(MEASURE)
        if slowdown > 1:
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
        is_over = threading.Event()

        def other_desk():
            import urllib.parse
            import urllib.request
            place = 0
            while not is_over.wait(0.3) and not is_quiet:
                place += 1
                what = {"act": "ask"} if place % 3 == 0 else {"act": "write", "text": f"unit says {place}"}
                form = {"token": token, "call": call, "key": str(uuid.uuid4()), **what}
                request = urllib.request.Request(f"{BASE}/api/v1/contact", urllib.parse.urlencode(form).encode(),
                                                 {"cookie": cookies})
                try:
                    urllib.request.urlopen(request, timeout=10).read()
                except OSError:
                    time.sleep(0.5)

        other = threading.Thread(target=other_desk)
        other.start()
        try:
            for _ in range(3):
                for letter in WORDS:
                    page.keyboard.type(letter)
                    page.wait_for_timeout(60)
                page.locator("#line").fill("")
        finally:
            is_over.set()
            other.join()
        page.wait_for_timeout(300)
        took = page.evaluate("() => { const all = []; dispatchEvent(new CustomEvent('took', { detail: all })); return all; }")
        pushes = page.locator("#line").get_attribute("data-pushes")
        browser.close()
    took.sort()
    at = lambda share: took[min(len(took) - 1, int(len(took) * share))]
    print(f"{len(took)} keys, {pushes} pushes, slowed {slowdown:g} times: key to paint median {statistics.median(took):.1f} ms, "
          f"p95 {at(.95):.1f} ms, p99 {at(.99):.1f} ms, longest {took[-1]:.1f} ms")


main()
