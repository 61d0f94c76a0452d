/// A mistake in a form: which field, and what to do about it.
package struct FormMistake: Sendable, Hashable {
    /// The field's name.
    package var field: String
    /// What to do: `Enter the incident or operation this is for`.
    package var words: String

    /// Creates a mistake.
    package init(field: String, words: String) {
        self.field = field
        self.words = words
    }

    /// The summary at the top of the page, with a link to each field (GOV.UK pattern).
    package static func summary(_ mistakes: [FormMistake]) -> HTML {
        guard !mistakes.isEmpty else { return HTML() }
        let lines = mistakes.map { "<li><a href=\"\(Address.here("field-" + $0.field))\">\($0.words)</a></li>" as HTML }
        return """
            <div class="error-summary" role="alert" aria-labelledby="mistakes" tabindex="-1">\
            <h2 id="mistakes">There is a problem</h2><ul>\(lines)</ul></div>

            """
    }
}

/// A field of a form: label, hint, mistake and control, tied together for screen readers.
package struct FormField: Sendable, Hashable {
    package var name: String
    package var label: String
    package var hint: String?
    package var control: Control
    package var value: String
    package var mistake: String?
    /// What tells its place on the page from that of a field of the same name in another form.
    package var scope: String

    /// Creates a field; `value` is what was given before, so that nothing is typed twice.
    package init(
        _ name: String,
        label: String,
        hint: String? = nil,
        control: Control,
        value: String = "",
        mistakes: [FormMistake] = [],
        scope: String = ""
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.control = control
        self.value = value
        self.scope = scope
        mistake = mistakes.first { $0.field == scope + name }?.words
    }

    /// What is filled in or chosen.
    package enum Control: Sendable, Hashable {
        case text(maxLength: Int)
        /// Several lines; it may be left empty.
        case lines(maxLength: Int)
        case choice([Choice])
        case radios([Choice])
    }

    /// One of several to choose from.
    package struct Choice: Sendable, Hashable {
        package var value: String
        package var label: String
        package var hint: String?

        /// Creates a choice.
        package init(_ value: String, _ label: String, hint: String? = nil) {
            self.value = value
            self.label = label
            self.hint = hint
        }
    }

    /// The field.
    package var html: HTML {
        let hintLine: HTML? = hint.map { "<p class=\"hint\" id=\"hint-\(scope)\(name)\">\($0)</p>" }
        let wrong: HTML? = mistake.map {
            "<p class=\"mistake\" id=\"mistake-\(scope)\(name)\">\(Icon.alert.html)\(HTML.spoken("Mistake: "))\($0)</p>"
        }
        let kind: HTML = mistake == nil ? "field" : "field wrong"
        if case .radios(let choices) = control {
            return """
                <fieldset class="\(kind)"\(described)><legend>\(label)</legend>\(hintLine)\(wrong)\
                \(choices.enumerated().map { radio($1, isFirst: $0 == 0) })</fieldset>

                """
        }
        return """
            <div class="\(kind)"><label for="field-\(scope)\(name)">\(label)</label>\(hintLine)\(wrong)\(input)</div>

            """
    }

    private var described: HTML {
        let ids = [hint.map { _ in "hint-\(scope)\(name)" }, mistake.map { _ in "mistake-\(scope)\(name)" }].compactMap(
            \.self
        )
        return HTML.attribute("aria-describedby", ids.isEmpty ? nil : ids.joined(separator: " "))
    }

    private var input: HTML {
        let invalid = HTML.attribute("aria-invalid", mistake == nil ? nil : "true")
        switch control {
        case .text(let maxLength):
            return """
                <input id="field-\(scope)\(name)" name="\(name)" type="text" value="\(value)" maxlength="\(maxLength)" \
                autocomplete="off" required\(described)\(invalid)>
                """
        case .lines(let maxLength):
            let rows = min(max(value.split(separator: "\n", omittingEmptySubsequences: false).count, 3), 16)
            return """
                <textarea id="field-\(scope)\(name)" name="\(name)" rows="\(rows)" maxlength="\(maxLength)" autocomplete="off"\
                \(described)\(invalid)>
                \(value)</textarea>
                """
        case .choice(let choices), .radios(let choices):
            let options = choices.map { choice -> HTML in
                let selected = HTML.flag("selected", choice.value == value)
                return "<option value=\"\(choice.value)\"\(selected)>\(choice.label)</option>"
            }
            return """
                <select id="field-\(scope)\(name)" name="\(name)" required\(described)\(invalid)>\(options)</select>
                """
        }
    }

    private func radio(_ choice: Choice, isFirst: Bool) -> HTML {
        let id = isFirst ? "field-\(scope)\(name)" : "field-\(scope)\(name)-\(choice.value)"
        let hint: HTML? = choice.hint.map { "<small>\($0)</small>" }
        return """
            <label class="radio" for="\(id)"><input type="radio" id="\(id)" name="\(name)" value="\(choice.value)"\
            \(HTML.flag("checked", choice.value == value)) required><span>\(choice.label)\(hint)</span></label>
            """
    }

    /// A value that goes with the form and is not shown.
    package static func hidden(_ name: String, _ value: String) -> HTML {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }
}
