import CapabilityKit
import Ledger

extension Contact {
    /// A form of one act; the page's script sends it without leaving the page.
    ///
    /// Its `key` is the act's own name, random for the page and different for each of its forms: sent twice, the act counts
    /// once, and two officers never send the same name.
    static func form(_ act: String, _ screen: Screen, class kind: String = "", _ inside: HTML) -> HTML {
        let key = screen.nonce + Digest.sha256("\(act) \(inside.source)").description.prefix(16)
        return """
            <form method="post" action="\(Address(name, "act"))" class="\(kind)" data-act="\(act)">\
            \(FormField.hidden("token", screen.token))\(FormField.hidden("act", act))\(FormField.hidden("key", key))\
            \(FormField.hidden("call", screen.incident?.number ?? ""))\(inside)</form>

            """
    }

    /// A button that does one act.
    static func button(
        _ act: String,
        _ words: HTML,
        _ screen: Screen,
        key: String? = nil,
        _ values: [(String, String)] = []
    ) -> HTML {
        let fields = values.map { FormField.hidden($0.0, $0.1) }
        return form(
            act,
            screen,
            class: "one",
            "\(fields)<button class=\"button small\"\(HTML.attribute("data-alt", key))>\(words)</button>"
        )
    }

    /// A button that opens a line or two for words; `fields`: each with its name and what it asks.
    static func fold(
        _ words: HTML,
        _ act: String,
        _ fields: [(name: String, asks: String)],
        _ screen: Screen,
        _ values: [(String, String)] = []
    ) -> HTML {
        let hidden = values.map { FormField.hidden($0.0, $0.1) }
        let asked = fields.map { field -> HTML in
            """
            <label>\(field.asks) <input name="\(field.name)" id="\(act)-\(field.name)" maxlength="800" required \
            autocomplete="off"></label>
            """
        }
        return """
            <details class="fold"><summary class="button small">\(words)</summary>\(form(act, screen, """
                \(hidden)\(asked)<button class="button small">Do it</button>
                """))</details>
            """
    }
}
