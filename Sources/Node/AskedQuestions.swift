import CapabilityKit
import HTTPTypes
import Hummingbird
import PageKit
import Vocabulary

/// Questions are asked in the body of a form and known by a number afterwards, so that no address holds words about
/// anybody: addresses stay in histories, in a proxy's log and on shared screens.
///
/// `POST /ask` keeps the words in the session and leads to `/search?asked=NUMBER`. There the number is turned back into
/// the words before a room sees the request.
enum AskedQuestions {
    /// Bytes of words kept, at most; a room has its own, narrower bound.
    static let byteMax = 2_000
    /// Questions a session remembers; the oldest makes room.
    static let countMax = 100
    private static let name = "asked"

    static func add(to router: Router<NodeContext>, sessions: Sessions, cookie: String) {
        router.post("ask") { request, context -> Response in
            let (values, token) = try await PostedForm.read(request, context, cookie: cookie)
            let words = values["q"] ?? ""
            guard words.utf8.count <= byteMax else {
                throw Fault(.formTooLarge, "the question is too long", help: "leave out words that matter least")
            }
            guard !words.isEmpty, let number = await sessions.keep(question: words, in: token) else {
                return .redirect(to: Address("search").text, type: .normal)
            }
            return .redirect(to: Address("search").with(name, number).text, type: .normal)
        }
    }

    /// The request with the words in the place of their number, and the number; as it was when it names none.
    ///
    /// - Throws: `web.question_forgotten` when the session does not know the number.
    static func expanded(
        _ request: Request,
        _ questions: [(number: String, words: String)]
    ) throws -> (Request, asked: String?) {
        guard let number = request.uri.queryParameters[Substring(name)].map(String.init) else { return (request, nil) }
        guard let words = questions.first(where: { $0.number == number })?.words else {
            throw Fault(
                .questionForgotten,
                "this question was asked in another session, or long ago",
                help: "ask it again"
            )
        }
        let others = (request.uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("\(name)=") }
        var head = request.head
        head.path =
            request.uri.path + "?"
            + (["q=\(ProviderDoor.encoded(words))"] + others.map(String.init)).joined(separator: "&")
        return (Request(head: head, body: request.body), number)
    }
}

extension Fault.Code {
    /// The session does not know the question of a number.
    static let questionForgotten = Self("web.question_forgotten", status: 410)
}
