# Completion of tarn for bash.  What there is to complete tarn itself says, so that nothing here can be out of date.

_tarn() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} program=${COMP_WORDS[0]}
    local commands command=edit word
    commands=$("$program" --help 2>/dev/null | sed -n 's/^  tarn \[\{0,1\}\([a-z][a-z]*\)\]\{0,1\}\( .*\)\{0,1\}$/\1/p' |
        grep -vxE 'trace|host|keys')
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == -- ]] && { compopt -o default; return; }
        [[ " ${commands//$'\n'/ } " == *" $word "* ]] && { command=$word; break; }
    done
    COMPREPLY=()
    if [[ $current == -* ]]; then
        local options
        [[ $command == attach ]] && command=edit # whose options it takes
        options=$("$program" "$command" --help 2>/dev/null | grep -oE -- '(^| )-(-[a-z-]+=?|[a-zA-Z],?)' | tr -d ' ,' | sort -u)
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
        [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
        return
    fi
    case $previous in
        -t|--to|-f|--from)
            [[ $command == convert ]] && {
                local formats
                formats=$("$program" convert - -t '?' </dev/null 2>&1 | sed -n 's/.*there are: //p' | tr -d ,)
                mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$current")
                return
            } ;;
        --theme)
            local themes
            themes=$("$program" edit --theme '?' </dev/null 2>&1 | sed -n 's/.*there are //p' | tr -d ,)
            mapfile -t COMPREPLY < <(compgen -W "$themes" -- "$current")
            return ;;
        --keymap) mapfile -t COMPREPLY < <(compgen -W 'vim plain emacs' -- "$current"; compgen -f -X '!*.keys' -- "$current"); return ;;
        --python) compopt -o default; return ;;
    esac
    case $command in
        attach|kill)
            local IFS=$'\n' sessions
            sessions=$("$program" sessions --json 2>/dev/null | sed -n 's/^ *"\(id\|path\)": "\(.*\)",\{0,1\}$/\2/p')
            mapfile -t COMPREPLY < <(compgen -W "$sessions" -- "$current") ;;
        trust) compopt -o dirnames; return ;;
    esac
    [[ $COMP_CWORD == 1 ]] && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$commands" -- "$current")
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X '!*.@(py|md|qmd|ipynb)' -- "$current"; compgen -d -- "$current")
    compopt -o filenames
}
shopt -s extglob
complete -F _tarn tarn
