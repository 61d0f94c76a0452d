extension NicknameTable {
    /// More forms, among them those of parish registers and of North America; a line whose head is a group of ``text``
    /// adds to it.
    static let traditional = traditionalFirst + traditionalSecond

    /// The first half of ``traditional``, by alphabet.
    private static let traditionalFirst = """
        aaron ron ronnie ronny
        abel abe ab eb ebbie
        abiel ab abie biel
        abigail abbe abbey abbi nabby abigale
        abner ab
        abraham ab bram
        adaline ada addy adie delia dell lena adeline
        adelaide addie ada heidi della adela dell addy
        adele addy dell adelle
        adelphia addy adele dell delphia philly
        adrian ade
        adrienne addie rienne enne adrianne
        agatha aga aggy aggie
        agnes aggy inez nessa una
        aileen allie lena eileen
        alastair al alistair alasdair
        aldo al
        alonzo lon al lonzo
        alexander alick eck sacha zander lexy
        alexandra alexandria allie ali
        alfred freddy alf alfy
        alfreda freda frieda freddy alfy fred
        alice elsie lisa alyce
        alicia elsie lisa licia alisha
        alison ally allyson allie allisandra alissa
        allyssa ali ally allie lissa alyssa
        almina minnie mina
        alzada zada
        amelia emily mel
        anastasia ana stacy stacey stasia nastia
        andrea andrew andy drea rea
        andrew drew andreas
        andriane ada adri rienne adrianne
        angela angel
        angelica angel angelika angelique angie
        angelina angel angie lina
        ann nanny nana nanette nance annette annika anya annis hanna
        anselm ance anse ansel selma
        anthony antonio toni anton
        antoinette ann netta tony toni nettie
        antonio ant tony toni
        apollonia polly appie appy appoline
        arabella ara arry bella belle arabelle bel
        araminta minty middie mintie armida ruminta
        archibald arch baldie
        ariadne ari
        arizona ona onie
        arlene arly lena
        armanda mandy
        arminda mindie
        arminta minnie minite
        armilda milly
        arnold arnie arn
        artemus art
        arthur art artie
        arthusa thursa
        asaph asa
        asenath assene natty sene
        audrey audree dee audie
        august gus auggie
        augusta aggy gatsy gussie tina gusta
        augustina aggy gatsy gussie tina
        augustine august austin gus augie
        avarilla rilla
        azariah riah aze
        barbara babs bab barby bobbie barbery barbie
        barnabas barney barnaby
        bartholomew barticus bat barth
        beatrice trisha trix bea
        bedelia bridget bridgit delia
        belinda bell linda bindy
        benedict ben bennie
        benjamin bibi bennie
        bernard barney
        bertha bertie birdie
        bertram bert bertie
        bertrand bert randy
        blanche bea
        boetius bo
        bradford ford brad
        bradley ford
        brady brody
        breanna bree bri brianna breeanna
        bridget biddy bridie bridgit bridgette bidelia
        brittany britt brittnie brittney brit
        broderick brod rick brady
        caitlin cait caity kaitlyn kaitlynn
        caldonia callie
        california callie
        calvin cal vin
        cameron cam ron ronny
        camilla cam cammie milla millie camille camile
        candace candy dacey
        carlotta lottie charlotte
        carmella mellia carmellia
        carol carolann carole cassie kara kari lynn carri caro
        caroline carole cassie lynn carrie
        carthaette etta etty
        casey kc
        cassandra cass cassie sandra sandy
        cassidy cass cassie
        caswell cass
        catherine cathleen trina kay katherina catharine karen kitt
        cecilia cis cissy celie
        celeste celia lessie
        celinda linda lindy lynn
        charles carl chick chuckie carlos
        charlotte lotta sherry char lotty
        chauncey chan
        chelsea chelsey chelsie
        chester chet ches
        chesley chet
        christian chris kit
        christiana ann crissy kris kristy tina christy chris christiane
        christina christy crissy kris kristy chrissy ina
        christine chrissy christy crissy kris kristy
        christopher christoffer kristofer kristoffer
        cicely cilla sis cecily
        cinderella arilla cindy rella rilla
        clara clarissa
        clarence clair clay
        clarinda clara
        clarissa cissy clara
        claudia claud
        cleatus cleat
        clement clem
        clementine clement clem
        clifford ford
        clifton cliff tony
        columbus clum
        con conny
        conrad con conny
        constance conny
        cordelia cordy delia
        corinne cora ora
        cornelia cornie corny nelia nelle nelly
        cornelius conny corny niel
        cory coco cordy ree
        courtney curt court
        crystal chris crys stal tal kristal
        curtis curt
        cynthia cintha cinthia
        cyrenius swene cy serene swenie renius
        cyrus cy
        dalton dahl dal
        daniel dani
        daphne daph daphie
        darlene lena darry
        david day
        deanne ann dee deanna deanne
        deborah debby dobbie
        delia cordelia delius fidelia
        delilah dell della lil lila
        deliverance delly dilly della
        della adela adelaide delilah dell
        delores lolly lola della dee dolores
        delphine del delf delphi
        derek derrek rick ricky derick
        derrick eric rick ricky
        diana dicey didi di
        dickson dick
        dominic dominico
        donald donny dony
        donovan don donnie donny dony
        dorcas darkey dorcus
        dorinda dora dorothea
        dorothea doda dora
        dorothy dortha dolley dotty dodie
        drusilla silla
        duncan dunk
        earnest ernest ernie
        ebenezer eb eben eddie
        edith edye eda
        edmond ed eddie eddy
        edmund eddy
        eduardo ed eddie eddy
        edward eddy
        edwin eddy ned win
        edwina eddie edna
        eileen helen
        elbert albert bert
        elbertson bert elbert
        eleanor elaine lenora nellie nelly leonore elenor
        eleazer lazar
        elena helen
        elias lee eli
        elijah eli lige
        eliphalet left lifelet
        elisa lisa
        elisha eli lish
        elizabeth lib libby eliza lisbeth bessy betsey bettie bet lizbeth beth tetty bitsy elsa lizzi
        ella ellen el
        ellie elly
        ellswood elsey elswood
        elmira elly ellie mira
        elminie minnie
        elouise louise lou heloise
        elvira elvie
        elwood woody
        elysia lisa lissa
        emanuel manny manuel
        emeline em emily emma emmy milly
        emil em emily
        emily milly
        ephraim eph
        erasmus rasmus raze
        eric ricky rickie
        estella essy stella
        estelle essy stella
        eudicy dicey
        eudora dora
        eudoris dosie dossie
        eugene gene
        euphemia effie effy phemie
        eustace stacy
        eva eve
        evan ev
        evangeline ev evan vangie
        evelyn ev evelina
        experience exie
        ezekiel ez
        ezra ez
        faith fay
        fallon fal falcon fallie fally lon lonnie
        felicia fel feli felix fliss
        felicity tick flick
        ferdinand ferdie fred freddie freddy
        fidelia delia
        flora florence
        floyd lloyd
        frances cissy francie frannie franniey sis fannie
        francine fran francie frannie franny franniey
        francis franz
        franklin fran franklind
        frederica erica erika freddy rickey
        frederick freddy fritz rick ricky erick derick eric
        fredericka ericka freda freddy frieda ricka rickey
        frieda fred freddie freddy
        gabrielle ella gabby
        george georgie jordy
        georgina georgiana georgie
        geraldine jerry dina gerrie
        gerhardt gay
        gertrude gert gertie trudy
        gilbert bert gil wilber
        giovanni gio gianni
        glenn glen
        gloria glory
        green greenberry berry
        gregory gory gregg
        gretchen margaret
        griselda grissel zelda
        gustavus gus gussie
        gustave gus
        gwendolyn gwen wendy
        hailey hayley haylee
        hamilton ham
        hannah nan nanny susannah
        harold hap haps
        haseltine hassie
        helena eileen ella ellen ellie lena helene eleanor
        henrietta etta etty hank henny nettie retta hettie
        henry hank
        hephzibah hipsie hepsibah hephsibah hipsbibah
        herbert herb
        herman dutch harman
        hermione hermie
        hester hessy esther hetty
        hezekiah hy hez kiah
        hillary hilary
        hiram hy
        honora honey nora norah norry
        hopkins hopp hop
        horatio horace
        hortense harty tensey
        howard hal
        hubert hub
        ignatius iggy nace
        immanuel emmanuel manuel manny
        irene rena
        irving irv irvin
        irwin erwin
        isaac zeke
        isabel tibbie nib sabra ib issy
        isaiah zadie zay
        isidore izzy
        jacob jakob jacobus jaap
        jahoda hoda hodie hody
        james jimmie jamey jimmy jem
        jane jessie jincy janie jennie jean
        janet jessie jan
        jannett nettie
        jasper casper jap
        jean jane jeannie
        jeanette jessie jean janet nettie
        jeanne jane jeannie
        jedediah jed diah dyer jebadiah jeb
        jefferson jeff sonny

        """
}
