/// One thing that is known, with who says so and how sure it is.
package struct FactLine: Sendable, Hashable {
    /// What it is: `Born`.
    package var label: String
    package var value: String
    /// Whether the value is an identifier, set with a slashed zero.
    package var isIdentifier: Bool
    /// Words after the value: `grey Vauxhall Astra`.
    package var beside: String?
    /// Words under the value: `3 earlier addresses`.
    package var more: String?
    package var sources: [SourceLine]
    package var confidence: Confidence?
    package var conflicts: [Conflict]

    /// Creates a fact.
    package init(
        _ label: String,
        _ value: String,
        isIdentifier: Bool = false,
        beside: String? = nil,
        more: String? = nil,
        sources: [SourceLine] = [],
        confidence: Confidence? = nil,
        conflicts: [Conflict] = []
    ) {
        self.label = label
        self.value = value
        self.isIdentifier = isIdentifier
        self.beside = beside
        self.more = more
        self.sources = sources
        self.confidence = confidence
        self.conflicts = conflicts
    }

    /// Another value that some records hold.
    package struct Conflict: Sendable, Hashable {
        /// Who disagrees: `1 of 6 records says`.
        package var words: String
        package var value: String
        package var sources: [SourceLine]

        /// Creates a conflict.
        package init(words: String, value: String, sources: [SourceLine]) {
            self.words = words
            self.value = value
            self.sources = sources
        }

        var html: HTML {
            """
            <span class="conflict">\(Icon.alert.html)<span>\(words) <b>\(value)</b></span>\(sources.map(\.html))</span>
            """
        }
    }

    var html: HTML {
        let beside: HTML? = beside.map { " \($0)" }
        let more: HTML? = more.map { "<span class=\"more\">\($0)</span>" }
        return """
            <tr><th scope="row">\(label)</th><td class="v">\
            <b\(isIdentifier ? " class=\"id\"" : "" as HTML)>\(value)</b>\(beside)\(more)\
            \(conflicts.map(\.html))\(SourceLine.row(sources))</td>\
            <td class="c">\(confidence?.html)</td></tr>

            """
    }
}

/// What is known, a row a fact.
package struct FactTable: Sendable, Hashable {
    package var caption: String
    package var facts: [FactLine]

    /// Creates a table; the caption is for screen readers.
    package init(caption: String, facts: [FactLine]) {
        self.caption = caption
        self.facts = facts
    }

    /// The table.
    package var html: HTML {
        """
        <table class="facts"><caption class="vh">\(caption)</caption>\
        <thead class="vh"><tr><th scope="col">What</th><th scope="col">Value and sources</th>\
        <th scope="col">Confidence</th></tr></thead><tbody>
        \(facts.map(\.html))</tbody></table>

        """
    }
}
