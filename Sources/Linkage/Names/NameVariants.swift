/// Spellings of one name that letters and sounds do not bring together: romanisations of Chinese, Korean and Arabic
/// names and forms of one name in the languages of Europe.
///
/// Written for this project; one name a line, folded.
package enum NameVariants {
    /// Whether two folded words are spellings of one name.
    package static func areRelated(_ a: String, _ b: String) -> Bool {
        guard let one = groups[a], let other = groups[b] else { return false }
        return !one.isDisjoint(with: other)
    }

    /// The spellings of a folded word, itself left out.
    package static func variants(of name: String) -> [String] {
        (groups[name] ?? []).sorted().flatMap { lines[$0] }.filter { $0 != name }
    }

    private static let lines: [[String]] = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }

    private static let groups: [String: Set<Int>] = {
        var groups: [String: Set<Int>] = [:]
        for (number, names) in lines.enumerated() { for name in names { groups[name, default: []].insert(number) } }
        return groups
    }()

    /// Pinyin first, then Wade–Giles, Cantonese, Hokkien and Vietnamese; Korean names by their usual spellings.
    private static let text = """
        zhang chang cheung teo tiong truong
        chen chan tan chin tran ch'en
        wang wong ong vuong
        li lee lei ly
        liu lau low liew luu lew
        huang wong ng ooi hwang hoang vang
        lin lam lim
        wu ng goh woo ngo
        xu hsu hui tsui koh hsui
        sun suen soon
        zhu chu choo
        ma mah
        hu woo wu foo
        guo kuo kwok kuok quach
        he ho hoh
        gao kao ko
        luo lo law loh
        zheng cheng tay teh trinh
        liang leung neo niu luong
        xie hsieh tse chia ta
        song sung soong
        tang tong thong
        han hon
        feng fung
        deng teng tang dang
        cao tsao cho cao chow
        peng pang phang
        zeng tseng tsang chan tang
        xiao hsiao siu siew
        tian tien tin
        dong tung dong
        yuan yuen
        pan poon pun phua phan
        yu yue yee
        jiang chiang keung kong cheong kiang
        cai tsai choi chua choy thai
        ye yeh yip yap
        du tu to
        su so soh
        wei ngai wai
        cheng ching seng
        lu loo
        ding ting
        ren jen yam
        shen sham
        yao yiu
        zhong chung
        jin chin kam kim
        qiu chiu yau khoo hew
        qian chien chin
        qin chin chun
        xiong hsiung hung
        xi hsi
        xue hsueh sit
        zhao chao chiu teo
        zhou chou chow chew chau
        jia chia ka
        hong hung ang
        ouyang auyeung oyang
        mao mo
        zedong tsetung
        enlai
        xiaoping hsiaoping
        jinping chinping
        kim gim ghim
        lee yi rhee ri i rhie
        park bak pak bahk pack
        choi choe choy
        jung jeong chung chong cheong
        kang gang
        cho jo joh
        yoon yun
        jang chang
        lim im rim yim
        shin sin
        kwon gwon
        hwang whang
        ahn an
        ryu yoo yu you ryoo
        noh roh no ro
        baek paek paik baik
        moon mun
        jun jeon chun chon
        woo u wu
        oh o
        son sohn
        muhammad mohammed mohamed mohammad muhammed mehmet mehmed mahomet mahommed magomed mokhammad mohd muhamed mamadou
        ahmed ahmad akhmed akhmad ahmet achmed
        mahmoud mahmud makhmud mahmood
        hussein husayn hossein husain hussain khusein huseyin husseyn hussien
        hasan hassan khasan
        yusuf youssef yousef yusef iosif yousuf youssouf yousif jusuf
        ibrahim ebrahim ibragim brahim
        abdullah abdallah abdulla abdoulaye abdallahi
        abdulrahman abdurrahman abdelrahman abdurahman abdurakhman abderrahmane abdirahman
        umar omar oumar ömer omer
        uthman osman othman ousmane usman
        usama osama ousama oussama
        ayyub ayoub ayub ayyoub
        jamal gamal djamal cemal dzhamal jamel djamel
        jafar jaafar gafar djafar cafer dzhafar
        qasim kassem qassem kasim ghassem gasim kacem qasem
        mustafa moustafa mostafa mustapha moustapha
        khalid khaled halid chalid
        said saeed sayeed saed
        sharif cherif sherif sheriff chérif
        suleiman sulayman soliman sulejman suleyman souleymane solomon soleiman
        walid oualid waleed velid
        rashid rachid rasheed reshid
        yahya yehia yahia iahia
        zaynab zainab zeinab zeynep zineb
        aisha ayesha aicha aysha aishah
        fatima fatimah fatma fatimata fatoumata
        khadija khadijah hatice khadidja kadija
        maryam mariam miriam meryem
        nour noor nur nuur
        qadhafi gaddafi qaddafi kadhafi gadhafi kadafi khadafy
        nasser nasir naser nasr nassir
        hamid hameed khamid hamed
        karim kareem kerim
        salim saleem selim
        habib habeeb
        tariq tarek tarik tareq
        faisal faysal feisal faycal
        aleksandr alexander oleksandr aleksander alexandre alessandro alejandro iskander aliaksandr
        aleksey alexey aleksei alexei oleksiy alexis oleksii alexis aliaksei
        sergey sergei serge sergio serhiy serhii siarhei sergii
        dmitry dmitri dmitriy dmytro dimitri dzmitry dimitar dimitrios
        nikolay nikolai nicholas mykola nicolas nikola mikalai nikolaos
        vladimir volodymyr wladimir uladzimir vladimirs
        yevgeny evgeny evgeni yevgeniy eugene yevhen evgenii yauheni
        andrey andrei andrew andriy andrii andre andreas andrej andrzej andrea
        mikhail michael mykhailo michail mihail michel miguel mikhael mihai mihajlo michal
        ivan john ioann johan johannes jan jean juan giovanni joao ioannis jovan yan
        pavel paul pavlo paulo pablo paolo pavle pawel
        petr peter pyotr petro pierre pedro pietro piotr petar petros
        yuri yury yuriy iurii george jurij iouri jury
        georgy georgi george georgiy heorhiy jorge giorgio georgios djordje jerzy georg
        ilya ilia illia elijah
        konstantin constantine kostyantyn constantin kostiantyn
        grigory grigori grigoriy gregory hryhoriy grzegorz
        vasily vasili vasiliy basil vasyl vasile wasil
        stepan stephen stefan steven stjepan etienne esteban stefano
        fyodor fedor theodore teodor fedir todor
        iosif joseph josef jose giuseppe jozef josip yosef osip
        yakov jacob jakob yakiv jakub jacques iakov
        mikhal michal
        lev leo leon leonid
        matvey matthew matvei matthias mateusz matteo matej
        oleg oleh
        igor ihor ihar
        viktor victor wiktor
        anatoly anatoli anatoliy anatolii anatol
        valery valeri valeriy valerii valerie
        gennady gennadi gennadiy hennadiy
        arkady arkadi arkadiy
        vitaly vitali vitaliy vitalii
        yelena elena olena helen helena alena
        yekaterina ekaterina catherine katerina kateryna caterina katarina
        natalya natalia nataliya natalie nataliia
        tatyana tatiana tetiana tetyana
        svetlana svitlana sviatlana
        anna hanna ganna ann anne
        maria mariya mary marie mariia maryia
        olga olha volha
        irina iryna irene irena
        yulia julia iulia yuliya yuliia julija
        xenia ksenia kseniya oksana aksinya
        heinrich henry enrique henri henrik hendrik enrico
        wilhelm william guillaume guillermo willem guglielmo vilem
        karl charles carlos carlo karel carl karol
        ludwig louis luis luigi ludvik
        friedrich frederick frederic federico fryderyk fredrik
        franz francis francois francisco francesco frantisek franciszek
        lorenz lawrence laurent lorenzo laurence
        johann john jean
        giacomo james jacques diego santiago iago jaime
        antonio anthony antoine anton antoni
        beniamino benjamin binyamin veniamin benyamin
        shmuel samuel samuil
        moshe moses moshe musa moise moisei
        avraham abraham avram ibrahim
        yitzhak isaac itzhak yitzchak isak ishak
        shlomo solomon
        david dawid daud dawud davud
        """
}
