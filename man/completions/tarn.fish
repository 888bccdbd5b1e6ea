# Completion of tarn for fish.  What there is to complete tarn itself says, so that nothing here can be out of date.

function __tarn_commands
    command tarn --help 2>/dev/null | string match -rg '^  tarn \[?([a-z]+)\]?(?: .*?)?  +(\S.*)$' | while read -l name
        read -l text
        contains -- $name trace host keys; or printf '%s\t%s\n' $name $text
    end
end

function __tarn_command
    for word in (commandline -opc)[2..-1]
        if contains -- $word (__tarn_commands | string replace -r '\t.*' '')
            echo $word
            return
        end
    end
    echo edit
end

function __tarn_options
    # attach takes those of edit
    command tarn (__tarn_command | string replace attach edit) --help 2>/dev/null | string match -rg '^  (?:-[a-zA-Z], )?(--[a-z-]+=?)\S* +(.*)$' | while read -l name
        read -l text
        printf '%s\t%s\n' $name $text
    end
end

function __tarn_themes
    command tarn edit --theme '?' 2>&1 </dev/null | string replace -rf '.*there are ' '' | string split ', '
end

function __tarn_formats
    command tarn convert - -t '?' 2>&1 </dev/null | string replace -rf '.*there are: ' '' | string split ', '
end

function __tarn_sessions
    command tarn sessions --json 2>/dev/null | string match -rg '^ *"(?:id|path)": "(.*)",?$'
end

function __tarn_files
    set -l typed (commandline -ct)
    for path in $typed*
        if test -d $path
            echo $path/
        else if string match -qr '\.(py|md|qmd|ipynb)$' -- $path
            echo $path
        end
    end
end

function __tarn_previous
    contains -- (commandline -opc)[-1] $argv
end

complete -c tarn -f
complete -c tarn -n 'test (count (commandline -opc)) = 1' -a '(__tarn_commands)'
complete -c tarn -n 'string match -q -- "-*" (commandline -ct)' -a '(__tarn_options)'
complete -c tarn -n '__tarn_previous --theme' -a '(__tarn_themes)'
complete -c tarn -n '__tarn_previous -t --to -f --from; and test (__tarn_command) = convert' -a '(__tarn_formats)'
complete -c tarn -n '__tarn_previous --python' -F
complete -c tarn -n '__tarn_previous --keymap' -a 'vim plain emacs'
complete -c tarn -n 'contains -- (__tarn_command) attach kill' -a '(__tarn_sessions)'
complete -c tarn -n 'test (__tarn_command) = trust' -a '(__fish_complete_directories (commandline -ct))'
complete -c tarn -n 'not __tarn_previous --theme --keymap -t --to --python; and test (__tarn_command) != trust' -a '(__tarn_files)'
