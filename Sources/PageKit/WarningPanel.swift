/// One warning about a person, place or vehicle.
package struct WarningLine: Sendable, Hashable {
    /// What to beware of: `Violent to officers`.
    package var title: String
    package var detail: String
    package var icon: Icon
    package var source: SourceLine
    /// Words about its review that must not be missed, such as `Not reviewed for 19 months`.
    package var overdue: String?

    /// Creates a warning.
    package init(title: String, detail: String, icon: Icon = .alert, source: SourceLine, overdue: String? = nil) {
        self.title = title
        self.detail = detail
        self.icon = icon
        self.source = source
        self.overdue = overdue
    }

    var html: HTML {
        let late: HTML? = overdue.map { " <strong>\($0)</strong>" }
        return """
            <li><h3>\(icon.html)\(title)</h3><p>\(detail)\(late)</p>\(source.html)</li>

            """
    }

    /// The warning as a small label, for a list of results.
    package var tag: HTML {
        "<span class=\"tag risk\">\(icon.html)\(title)\(overdue == nil ? HTML() : " · overdue for review")</span>"
    }
}

/// All warnings at once, before anything else: an officer sees each of them in one glance.
package struct WarningPanel: Sendable, Hashable {
    package var warnings: [WarningLine]
    /// When and how they were checked, and how many are in date.
    package var checked: String

    /// Creates a panel.
    package init(warnings: [WarningLine], checked: String) {
        self.warnings = warnings
        self.checked = checked
    }

    /// The panel; a plain sentence when there is no warning, because "none" is an answer too.
    package var html: HTML {
        guard !warnings.isEmpty else {
            return """
                <section class="warnings none" aria-labelledby="warnings-title">\
                <h2 id="warnings-title">No warnings held</h2><p>\(checked)</p></section>

                """
        }
        return """
            <section class="warnings" aria-labelledby="warnings-title"><div class="head">\
            <h2 id="warnings-title">\(Phrase.count(warnings.count, "warning"))</h2><p>\(checked)</p></div>
            <ul class="n\(min(warnings.count, 4))">
            \(warnings.map(\.html))</ul></section>

            """
    }
}
