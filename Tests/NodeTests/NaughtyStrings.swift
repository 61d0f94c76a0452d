import Foundation

/// Words that have broken programs before: the list of Max Woolf where it is at hand, else a few of its kind.
enum NaughtyStrings {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/12_peer_vectors/blns.json").standardizedFileURL

    static let all: [String] = {
        guard let data = try? Data(contentsOf: file), let list = try? JSONDecoder().decode([String].self, from: data)
        else { return few }
        return list
    }()

    /// The tags in a text as they would do harm: `<script`, `<img src=x onerror=`.
    static func tags(in text: String) -> [String] {
        guard let start = text.firstIndex(of: "<") else { return [] }
        let tag = text[start...].prefix(24)
        // Shorter ones are tags of our own pages too.
        return tag.count > 8 ? [String(tag)] : []
    }

    private static let few = [
        "", "undefined", "NULL", "0", "1/0", "-1E+02", "NaN", "\u{feff}", "\u{202e}desrever", "ﬁ", "Ω≈ç√∫˜µ≤≥÷",
        "田中さんにあげて下さい", "👩‍👩‍👧‍👦", "Ẕ̶̉̈́á̵l̷g̴o̶", "<script>alert(123)</script>", "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1);", "1;DROP TABLE records_record", "' OR 1=1 -- 1", "%s%x%n", "../../../etc/passwd",
        "$(touch /tmp/x)", "{% print 'x' %}", "\u{0007}\u{001b}[31m", "a\u{0301}\u{0301}\u{0301}", "*", "?", "\\", "%",
        "&lt;script&gt;", "<svg><script>123<1>alert(2)</script>", "test\u{0000}test",
    ]
}
