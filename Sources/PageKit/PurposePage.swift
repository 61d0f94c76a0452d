/// What the purpose form shows: who can be, what for, and what was filled in before.
package struct PurposeForm: Sendable, Hashable {
    /// Officers to sign in as, on a node that demonstrates; one only where sign-in is real.
    package var officers: [FormField.Choice]
    /// The closed list of purposes.
    package var purposes: [FormField.Choice]
    package var officer: String
    package var purpose: String
    package var reference: String
    /// Where to go afterwards: a path of this node.
    package var next: String
    /// The token that ties the answer to this form.
    package var token: String
    package var mistakes: [FormMistake]

    /// Creates the form's content.
    package init(
        officers: [FormField.Choice],
        purposes: [FormField.Choice],
        officer: String = "",
        purpose: String = "",
        reference: String = "",
        next: String = "/",
        token: String,
        mistakes: [FormMistake] = []
    ) {
        self.officers = officers
        self.purposes = purposes
        self.officer = officer
        self.purpose = purpose
        self.reference = reference
        self.next = next
        self.token = token
        self.mistakes = mistakes
    }

    /// The page: asked once, shown always, recorded with every view.
    package func page(action: Address = Address("purpose")) -> Page {
        let who = FormField(
            "officer",
            label: officers.count > 1 ? "Who you are" : "Signed in as",
            hint: officers.count > 1 ? "This node demonstrates: choose any of these made-up officers." : nil,
            control: .choice(officers),
            value: officer,
            mistakes: mistakes
        )
        let why = FormField(
            "purpose",
            label: "What you need to look for",
            control: .radios(purposes),
            value: purpose,
            mistakes: mistakes
        )
        let reference = FormField(
            "reference",
            label: "Incident, operation or warrant",
            hint: "Such as WYP-20261119-1203. It is recorded with every view.",
            control: .text(maxLength: 80),
            value: reference,
            mistakes: mistakes
        )
        return Page(
            title: mistakes.isEmpty ? "Your purpose" : "Problem: your purpose",
            body: """
                <div class="narrow"><h1>Why are you looking?</h1>
                <p class="lead">You are asked once. Your purpose is shown on every page, and each view is recorded \
                with \
                it before anything is shown.</p>
                \(FormMistake.summary(mistakes))<form class="form" method="post" action="\(action)">
                \(who.html)\(why.html)\(reference.html)\
                \(FormField.hidden("next", next))\(FormField.hidden("token", token))
                <button class="button primary">Continue</button></form></div>

                """
        )
    }
}
