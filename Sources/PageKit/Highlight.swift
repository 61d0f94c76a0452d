import Foundation

/// The words that were asked for, marked where they stand.
package enum Highlight {
    /// `text` with each of the `terms` in a `mark`, whatever its case and accents.
    ///
    /// Terms are as the index matched them; longer ones are tried first, and marks never nest. O(text × terms).
    package static func mark(_ text: String, terms: [String]) -> HTML {
        let ordered = Set(terms).filter { !$0.isEmpty }.sorted { ($1.count, $0) < ($0.count, $1) }
        var rest = text[...]
        var html = HTML()
        while let hit = firstHit(of: ordered, in: rest) {
            html.append(HTML(text: rest[..<hit.lowerBound]))
            html.append("<mark>\(rest[hit])</mark>")
            rest = rest[hit.upperBound...]
        }
        html.append(HTML(text: rest))
        return html
    }

    private static func firstHit(of terms: [String], in text: Substring) -> Range<Substring.Index>? {
        var first: Range<Substring.Index>?
        for term in terms {
            guard
                let hit = text.range(of: term, options: [.caseInsensitive, .diacriticInsensitive]),
                !hit.isEmpty
            else { continue }
            if let best = first, best.lowerBound <= hit.lowerBound { continue }
            first = hit
        }
        return first
    }
}
