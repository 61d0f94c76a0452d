/// Why there is nothing to show: four different things, never confused with one another.
package enum EmptyState: Sendable, Hashable, CaseIterable {
    case notSearched, nothingHeld, sourceDown, notPermitted

    private var icon: Icon {
        switch self {
        case .notSearched: .search
        case .nothingHeld: .empty
        case .sourceDown: .plug
        case .notPermitted: .lock
        }
    }

    private var words: String {
        switch self {
        case .notSearched: "Not searched"
        case .nothingHeld: "Searched, nothing held"
        case .sourceDown: "Source down"
        case .notPermitted: "Not permitted"
        }
    }

    private var name: StaticString {
        switch self {
        case .notSearched: "state not-searched"
        case .nothingHeld: "state nothing-held"
        case .sourceDown: "state source-down"
        case .notPermitted: "state not-permitted"
        }
    }

    /// The state with what it means here and what to do next.
    package func html(_ detail: String, next: HTML? = nil) -> HTML {
        let after: HTML? = next.map { "<p>\($0)</p>" }
        return """
            <div\(HTML.attribute("class", "\(name)"))>\(icon.html)<div><p><b>\(words)</b></p><p>\(detail)</p>\
            \(after)</div></div>

            """
    }
}
