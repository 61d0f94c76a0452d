import PageKit

/// A form that was sent and waits until its sender has proved again who they are: nothing is typed twice.
package struct HeldForm: Sendable, Hashable {
    /// Where it goes.
    package var address: Address
    /// The room it was sent from.
    package var back: Address
    /// What was typed and chosen, by the names of the fields, without the token.
    package var values: [String: String]

    package init(address: Address, back: Address, values: [String: String]) {
        self.address = address
        self.back = back
        self.values = values.filter { $0.key != "token" }
    }

    /// What was typed, to be looked at and sent: the words of each field as its name has them.
    package func page(token: String) -> Page {
        let fields = values.sorted { $0.key < $1.key }
        let shown = fields.filter { !$0.value.isEmpty && $0.key != "next" }.map { field -> HTML in
            "<div><dt>\(Self.label(field.key))</dt><dd>\(field.value)</dd></div>"
        }
        return Page(
            title: "Go on where you were",
            body: """
                <div class="narrow"><h1>Go on where you were</h1>
                <p class="lead">You have shown that it is you. Look once more at what you filled in, and send it.</p>
                <dl class="summary">\(shown)</dl>
                <form class="form" method="post" action="\(address)" data-once>\(FormField.hidden("token", token))\
                \(fields.map { FormField.hidden($0.key, $0.value) })<button class="button primary">Send it</button> \
                <a class="button" href="\(back)">Leave it</a></form></div>

                """
        )
    }

    /// `words-grant-12` as `Words`; what a field names by a code stands as it is.
    private static func label(_ name: String) -> String {
        let word = name.prefix { $0 != "-" }
        return word == "id" ? "Entry" : word.prefix(1).uppercased() + word.dropFirst()
    }
}
