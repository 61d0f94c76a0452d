import Vocabulary

extension Page {
    /// The page for something that went wrong: what, and what to do next.
    ///
    /// The cause beneath a fault is for logs and is never shown. `entry` is the ledger entry of a refusal, if any;
    /// `request` names the request in the node's own log.
    package init(for fault: Fault, entry: Int? = nil, request: String? = nil) {
        let title =
            switch fault.code.status {
            case 401: "Say who you are first"
            case 403: "Not permitted"
            case 404: "Nothing here"
            case 429: "Too many questions at once"
            case 400..<500: "That could not be read"
            case 503: "Source down"
            default: "Something went wrong on this node"
            }
        let help: HTML? = fault.help.map { "<p><b>What to do:</b> \(Self.inline(Self.sentence($0)))</p>" }
        let recorded: HTML? = entry.map { "<p>This refusal is entry \(Phrase.number($0)) in the access log.</p>" }
        self.init(
            title: title,
            body: """
                <div class="narrow"><h1>\(title)</h1>
                <p class="lead">\(Self.inline(Self.sentence(fault.message)))</p>
                \(help)\(recorded)<p class="quiet">Code for the help desk: <code>\(fault.code)</code>\
                \(request.map { ", request <code>\($0)</code>" as HTML })</p>
                <p><a class="button" href="\(Address.home)">\(Icon.search.html)Back to search</a></p></div>

                """
        )
    }

    /// A fault's message as a sentence: capital letter, full stop.
    private static func sentence(_ message: String) -> String {
        guard let first = message.first else { return "" }
        let ends = [".", "?", "!"].contains { message.hasSuffix($0) }
        return first.uppercased() + message.dropFirst() + (ends ? "" : ".")
    }

    /// What stands in backticks is what somebody typed, or what a program reads: shown as such.
    package static func inline(_ text: String) -> HTML {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return "\(text)" }
        return parts.enumerated().map { $0 % 2 == 1 ? "<code>\($1)</code>" : "\($1)" as HTML }.joined()
    }
}
