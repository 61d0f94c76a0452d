import PageKit
import Testing

@Suite("HTML cannot carry an unescaped name")
struct HTMLTests {
    @Test(
        "text is escaped wherever it stands",
        arguments: [
            ("plain", "plain"), ("<b>", "&lt;b&gt;"), ("a & b", "a &amp; b"), ("\"'", "&quot;&#39;"),
            ("&amp;", "&amp;amp;"), ("\u{0}", "\u{FFFD}"), ("Åsa 张伟 👩‍👧", "Åsa 张伟 👩‍👧"), ("", ""),
        ]
    )
    func escapes(text: String, expected: String) {
        let html: HTML = "<td title=\"\(text)\">\(text)</td>"
        #expect(html.source == "<td title=\"\(expected)\">\(expected)</td>")
        #expect(HTML(text: text).source == expected)
    }

    @Test("fragments are not escaped twice, and lists of them are joined")
    func fragments() {
        let inner: HTML = "<b>\("<")</b>"
        #expect(("<p>\(inner)\([inner, inner])</p>" as HTML).source == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b></p>")
        #expect([inner, inner].joined(separator: ", ").source == "<b>&lt;</b>, <b>&lt;</b>")
        let none: HTML? = nil
        #expect(("\(none)x" as HTML).source == "x")
    }

    @Test(
        "text used as an address stays on this node",
        arguments: [
            ("/search?q=a", "/search?q=a"), ("#facts", "#facts"), ("?page=2", "?page=2"), ("", ""),
            ("javascript:alert(1)", "#"), ("//evil.example/x", "#"), ("/\\evil.example", "#"),
            ("https://evil.example", "#"), (" /search", "#"), ("data:text/html,x", "#"),
        ]
    )
    func addresses(text: String, expected: String) {
        #expect(("<a href=\"\(text)\">x</a>" as HTML).source == "<a href=\"\(expected)\">x</a>")
        #expect(("<form action=\"\(text)\">" as HTML).source == "<form action=\"\(expected)\">")
    }

    @Test("an address is percent-encoded part by part and never climbs")
    func addressParts() {
        #expect(Address("person", "13/niche/person/447").text == "/person/13%2Fniche%2Fperson%2F447")
        #expect(Address.home.with("q", "a&b=c d+é").at("x y").text == "/?q=a%26b%3Dc%20d%2B%C3%A9#x%20y")
        #expect(Address("a", "..", ".").text == "/a/_/_")
        #expect(Address("a").with("q", nil).with("p", "1").with("r", "2").text == "/a?p=1&r=2")
        #expect(Address.home.appending("a").appending("b").text == "/a/b")
        #expect(
            ("<a href=\"\(Address("s").with("q", "a").with("p", "b"))\">" as HTML).source
                == "<a href=\"/s?q=a&amp;p=b\">"
        )
    }

    @Test("hits are marked whatever their case and accents, longest first, and the text between is escaped")
    func highlight() {
        #expect(
            Highlight.mark("OKAFOR-Reyes <Leeds>", terms: ["okafor", "leeds"]).source
                == "<mark>OKAFOR</mark>-Reyes &lt;<mark>Leeds</mark>&gt;"
        )
        #expect(Highlight.mark("Åström", terms: ["astrom"]).source == "<mark>Åström</mark>")
        #expect(Highlight.mark("Danielle", terms: ["dan", "daniel"]).source == "<mark>Daniel</mark>le")
        #expect(Highlight.mark("a<b", terms: ["", "<"]).source == "a<mark>&lt;</mark>b")
        #expect(Highlight.mark("abc", terms: []).source == "abc")
    }
}
