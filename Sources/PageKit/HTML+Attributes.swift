extension HTML {
    /// An attribute with a space before it: ` name="value"`, value escaped.
    package static func attribute(_ name: StaticString, _ value: String) -> HTML {
        " \(HTML(stringLiteral: "\(name)"))=\"\(value)\""
    }

    /// An attribute with a space before it, or nothing when there is no value.
    package static func attribute(_ name: StaticString, _ value: String?) -> HTML {
        guard let value else { return HTML() }
        return attribute(name, value)
    }

    /// An attribute that is there or not: ` checked`.
    package static func flag(_ name: StaticString, _ isSet: Bool) -> HTML {
        isSet ? " \(HTML(stringLiteral: "\(name)"))" : HTML()
    }

    /// A link when there is somewhere to go, plain content when not: no page has a dead link.
    package static func link(_ content: HTML, to address: Address?, class name: StaticString? = nil) -> HTML {
        let named = name.map { attribute("class", "\($0)") }
        guard let address else { return named == nil ? content : "<span\(named)>\(content)</span>" }
        return "<a\(named) href=\"\(address)\">\(content)</a>"
    }

    /// Words for screen readers alone.
    package static func spoken(_ words: String) -> HTML { "<span class=\"vh\">\(words)</span>" }
}
